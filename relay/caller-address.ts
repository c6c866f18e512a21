/** Whose guesses are counted together: everybody behind one real address, also where the proxy before us was forgotten in the settings. */
import { BlockList, isIP } from 'node:net';

/** Where a proxy of ours is, and nobody from the internet. */
const nearby = new BlockList();
for (const [network, bits] of [
  ['10.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  nearby.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  nearby.addSubnet(network, bits, 'ipv6');

const MAX_CHARACTERS = 64;

export interface Caller {
  /** Of the connection. */
  readonly peer: string;
  /** As Fastify makes it out by `RELAY_TRUST_PROXY`. */
  readonly believed: string;
  /** `X-Forwarded-For`, as it came. */
  readonly forwarded: string | readonly string[] | undefined;
}

/** A proxy speaks for somebody, and is not believed. Nobody from outside can make us think so. */
function isForgotten({ peer, believed, forwarded }: Caller): boolean {
  return (
    forwarded !== undefined && believed === peer && nearby.check(peer, peer.includes(':') ? 'ipv6' : 'ipv4')
  );
}

/**
 * `onForgotten` is told of a proxy that is not believed. What it has said last is the address it has seen itself: whoever guesses there is counted
 * apart from the others, who would all be locked out with them.
 */
export function addressOf(caller: Caller, onForgotten: () => void): string {
  if (!isForgotten(caller)) return whose(caller.believed);
  onForgotten();
  const said = [caller.forwarded ?? ''].flat().at(-1)?.split(',').at(-1)?.trim() ?? '';
  return `${caller.peer} for ${whose(said.slice(0, MAX_CHARACTERS))}`;
}

/** Whoever has one address of IPv6 has 2^64 of them, which are counted as one. One of IPv4's that is written as IPv6 is one. */
function whose(address: string): string {
  if (isIP(address) !== 6 || /%|^::ffff:/i.test(address)) return address;
  // As browsers write it: nothing but groups, with the longest run of zeros left out.
  const [head = '', tail = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [before, after] = [head, tail].map((part) => part.split(':').filter(Boolean));
  const zeros = 8 - (before?.length ?? 0) - (after?.length ?? 0);
  const groups = [...(before ?? []), ...Array<string>(zeros).fill('0'), ...(after ?? [])];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
