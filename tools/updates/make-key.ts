/**
 * `npm run updates:key -- FILE`: a key pair for signing update manifests. The private key goes to FILE, readable for its owner alone and never
 * into the repository; the public one is printed, for `updates.keys` of a release.
 */
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';

const [file] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('npm run updates:key -- FILE\n');
  process.exit(2);
}
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const secret = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
// `wx`: a key that is there already is not written over, for releases may be signed with it.
writeFileSync(file, `${secret}\n`, { flag: 'wx', mode: 0o600 });
const { x = '' } = publicKey.export({ format: 'jwk' });
process.stdout.write(`${Buffer.from(x, 'base64url').toString('base64')}\n`);
