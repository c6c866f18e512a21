/** Posts to an address that a shop has named: to the internet, and never into the relay's own network. */
import { lookup } from 'node:dns';
import { request } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { requestFor, type Ways } from './ways.ts';

const MOST_MS = 15_000;

const closed = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  closed.addSubnet(network, prefix, 'ipv4');
/** Of what is given out of IPv6: tunnels lead to an IPv4 of the sender's choice, and examples nowhere. */
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  closed.addSubnet(network, prefix, 'ipv6');
const givenOut = new BlockList();
givenOut.addSubnet('2000::', 3, 'ipv6');

/** Is it an address on the internet? Of IPv6 only what has been given out is. */
export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !closed.check(address, 'ipv4');
  return family === 6 && givenOut.check(address, 'ipv6') && !closed.check(address, 'ipv6');
}

const notPublic = () => Object.assign(new Error('it leads into a private network'), { code: 'EPRIVATE' });

/** Connected to is what was checked: a name that is looked up once more may lead elsewhere. */
const checkedLookup =
  (isAllowed: (address: string) => boolean): LookupFunction =>
  (host, options, done) =>
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error, []);
      if (found.length === 0 || !found.every(({ address }) => isAllowed(address)))
        return done(notPublic(), []);
      if (options.all) return done(null, found);
      return done(null, found[0]?.address ?? '', found[0]?.family);
    });

/** What it answers is looked at for its status alone, and not followed. Rejects with why, without the address. */
export function createPost(isAllowed = isPublic): Ways['post'] {
  return (receiver, message) =>
    new Promise((resolve, reject) => {
      const { url, type, body } = requestFor(receiver, message);
      const host = url.hostname.replace(/^\[|\]$/g, '');
      if (url.protocol !== 'https:' || url.username + url.password !== '')
        return reject(new Error('it is no plain https address'));
      // A name is checked when it is looked up; an address is not looked up.
      if (isIP(host) !== 0 && !isAllowed(host)) return reject(notPublic());
      const outgoing = request(
        url,
        {
          method: 'POST',
          agent: false,
          lookup: checkedLookup(isAllowed),
          signal: AbortSignal.timeout(MOST_MS),
          headers: { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) },
        },
        (answer) => {
          const { statusCode = 0 } = answer;
          answer.destroy();
          if (statusCode >= 200 && statusCode < 300) resolve();
          else reject(new Error(`status ${statusCode}`));
        },
      );
      outgoing.on('error', (error: NodeJS.ErrnoException) =>
        reject(new Error(error.code === 'EPRIVATE' ? error.message : (error.code ?? error.name))),
      );
      outgoing.end(body);
    });
}
