import { Refusal } from '../../refusal.ts';

export function isLoopback(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}

/** Plain http is for practice and tests on this computer only. @throws Refusal `badSetting` */
export function requireSafeAddress(url: string, name: string): void {
  const { protocol } = new URL(url);
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback(url))) return;
  throw new Refusal('badSetting', { name, why: 'https' });
}
