/** A certificate authority of a test's own: what a virus scanner or a company puts before the servers. */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

export interface Authority {
  /** Its own certificate, PEM. */
  readonly certificate: string;
  /** A certificate for this host (a name, or an IPv4 address), with its key, PEM. */
  issue(host: string, validity?: Validity): { readonly cert: string; readonly key: string };
}

interface Validity {
  readonly from: Date;
  readonly until: Date;
}

const DAY_MS = 86_400_000;
const usual = (): Validity => ({
  from: new Date(Date.now() - DAY_MS),
  until: new Date(Date.now() + DAY_MS),
});

export function createAuthority(name: string): Authority {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = { name, key: own.privateKey };
  return {
    certificate: certificate(issuer, { name, key: own.publicKey, extensions: [isAuthority] }, usual()),
    issue: (host, validity = usual()) => {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const subject = { name: host, key: publicKey, extensions: [hostName(host)] };
      return {
        cert: certificate(issuer, subject, validity),
        key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
    },
  };
}

interface Subject {
  readonly name: string;
  readonly key: KeyObject;
  readonly extensions: readonly Buffer[];
}

/** X.509 v3, signed with ECDSA and SHA-256. */
function certificate(
  issuer: { readonly name: string; readonly key: KeyObject },
  subject: Subject,
  { from, until }: Validity,
): string {
  const algorithm = sequence(object('2a8648ce3d040302'));
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    commonName(issuer.name),
    sequence(time(from), time(until)),
    commonName(subject.name),
    subject.key.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...subject.extensions)),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', body, issuer.key)]);
  const whole = sequence(body, algorithm, tagged(0x03, signature)).toString('base64');
  const lines = whole.match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

/** DER: what kind, how long, what. */
function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Buffer[]) => tagged(0x30, ...parts);
const object = (hex: string) => tagged(0x06, Buffer.from(hex, 'hex'));
const commonName = (name: string) =>
  sequence(tagged(0x31, sequence(object('550403'), tagged(0x0c, Buffer.from(name)))));
const time = (at: Date) => tagged(0x18, Buffer.from(at.toISOString().replace(/[-:T]|\.\d+/g, '')));
const extension = (id: string, value: Buffer) => sequence(object(id), tagged(0x04, value));

const isAuthority = extension('551d13', sequence(tagged(0x01, Buffer.from([255]))));

function hostName(host: string): Buffer {
  const address = /^[\d.]+$/.test(host) ? Buffer.from(host.split('.').map(Number)) : null;
  return extension('551d11', sequence(address ? tagged(0x87, address) : tagged(0x82, Buffer.from(host))));
}
