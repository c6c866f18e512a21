import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asRefusal } from '../failure.ts';
import { openSecretFiles } from './secret-files.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'backoffice-secrets-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const data = () => join(root, 'data');
const folder = () => join(root, 'secrets');
const modeOf = (path: string) => statSync(path).mode & 0o777;
const refusalOf = async (work: () => unknown) => {
  try {
    await work();
  } catch (error) {
    return asRefusal(error);
  }
  return null;
};

describe('secrets in files', () => {
  it('are kept for another process, each for its owner alone', async () => {
    const first = openSecretFiles(folder(), data());
    await first.set('easycashier.password', 'lösen ord\t');
    await first.set('shopify.accessToken', 'shpat_1');
    await first.delete('shopify.accessToken');
    const second = openSecretFiles(folder(), data());
    expect(await second.get('easycashier.password')).toBe('lösen ord\t');
    expect(await second.get('shopify.accessToken')).toBeNull();
    expect(await second.isLasting?.()).toBe(true);
    expect([modeOf(folder()), modeOf(join(folder(), 'easycashier.password'))]).toEqual([0o700, 0o600]);
  });

  it('made by hand may end in a line break, and lose the rights of others', async () => {
    mkdirSync(folder(), { mode: 0o755 });
    const path = join(folder(), 'shopify.clientSecret');
    writeFileSync(path, 'shpss_1\n', { mode: 0o644 });
    expect(await openSecretFiles(folder(), data()).get('shopify.clientSecret')).toBe('shpss_1');
    expect([modeOf(folder()), modeOf(path)]).toEqual([0o700, 0o600]);
    expect(readFileSync(path, 'utf8')).toBe('shpss_1\n');
  });

  it.each(['secrets', 'data', 'data/secrets', ''])(
    'are refused in a folder that goes with the ledger or is no whole path: %s',
    async (place) => {
      mkdirSync(data());
      const chosen = place === 'secrets' ? 'secrets' : join(root, place);
      expect(await refusalOf(() => openSecretFiles(chosen, data()))).toMatchObject({
        code: 'badSetting',
        args: { name: 'BACKOFFICE_SECRETS' },
      });
    },
  );

  it('say what could not be kept, and where', async () => {
    const secrets = openSecretFiles(folder(), data());
    const path = join(folder(), 'relay.deviceToken');
    // A folder stands in its way: the owner of everything would write into one that is closed.
    mkdirSync(join(path, 'x'), { recursive: true });
    expect(await refusalOf(() => secrets.set('relay.deviceToken', 'token'))).toMatchObject({
      code: 'secretsNotKept',
      args: { path },
    });
  });

  it('are only read where the folder is closed', async () => {
    await openSecretFiles(folder(), data()).set('shopify.apiSecret', 'shpss_2');
    chmodSync(folder(), 0o500);
    await asNobody([root, folder(), join(folder(), 'shopify.apiSecret')], async () => {
      const secrets = openSecretFiles(folder(), data());
      expect(await secrets.get('shopify.apiSecret')).toBe('shpss_2');
      expect(await secrets.isLasting?.()).toBe(false);
      expect(await refusalOf(() => secrets.set('relay.deviceToken', 'token'))).toMatchObject({
        code: 'secretsNotKept',
        args: { why: 'EACCES' },
      });
    });
  });
});

/** Whoever owns everything may write everywhere: then it is done as a user who owns just these. */
async function asNobody(paths: readonly string[], work: () => Promise<void>): Promise<void> {
  const NOBODY = 65_534;
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) for (const path of paths) chownSync(path, NOBODY, NOBODY);
  if (isRoot) process.seteuid?.(NOBODY);
  try {
    await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}
