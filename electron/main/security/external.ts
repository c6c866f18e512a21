/** The one way out: a page of Shopify or EasyCashier, in the browser of the system. */
import { shell } from 'electron';
import { externalHosts } from '../../../shared/contract/shell.ts';

const shops = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

/** https, a known host, its usual port, and nobody's name or password before it. */
export function mayOpen(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port, username, password } = new URL(address);
  if (protocol !== 'https:' || port !== '' || username !== '' || password !== '') return false;
  return (externalHosts as readonly string[]).includes(hostname) || shops.test(hostname);
}

/** False: refused. */
export async function openExternal(address: string): Promise<boolean> {
  if (!mayOpen(address)) return false;
  await shell.openExternal(new URL(address).href);
  return true;
}
