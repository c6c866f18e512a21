import { Refusal } from '../../refusal.ts';

export function isLoopback(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}

/**
 * Plain http is for practice and tests on this computer only. What stands before an `@` is a secret, and an address is shown and kept in files.
 * @throws Refusal `badSetting`
 */
export function requireSafeAddress(url: string, name: string): void {
  const { protocol, username, password } = new URL(url);
  if (username + password !== '') throw new Refusal('badSetting', { name, why: 'login' });
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback(url))) return;
  throw new Refusal('badSetting', { name, why: 'https' });
}
