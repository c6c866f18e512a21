import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../engine/refusal.ts';
import { systemLocale } from '../cli/locale.ts';
import { defaultDataDir, formerDataDir, openDataDir } from './data-dir.ts';
import { isLoopback, readEnvironment } from './environment.ts';
import { connectionOverrides } from './overrides.ts';

function refusal(variables: Record<string, string>): Refusal {
  try {
    readEnvironment(variables);
  } catch (error) {
    if (error instanceof Refusal) return error;
  }
  throw new Error('was accepted');
}

describe('the environment', () => {
  it('becomes overrides; what is empty or absent is not there at all', () => {
    const environment = readEnvironment({
      EASYCASHIER_COMPANY: '556677-8899',
      EASYCASHIER_URL: '',
      SHOPIFY_URL: 'http://127.0.0.1:4010',
      BACKOFFICE_MULTIPLE_LOCATIONS: '1',
      BACKOFFICE_POLL_SECONDS: '0.5',
      HOME: '/home/x',
    });
    expect(connectionOverrides(environment)).toEqual({
      easycashier: { company: '556677-8899' },
      shopify: { url: 'http://127.0.0.1:4010' },
      multipleLocations: true,
      pollSeconds: 0.5,
    });
    expect(connectionOverrides(readEnvironment({}))).toEqual({});
  });

  it('takes SHOPIFY_URL for loopback only', () => {
    for (const url of ['http://localhost:1', 'http://127.0.0.1:1', 'https://[::1]:1/']) {
      expect(readEnvironment({ SHOPIFY_URL: url }).SHOPIFY_URL).toBe(url);
    }
    for (const url of ['https://shop.example', 'http://127.0.0.1.evil.example']) {
      expect(refusal({ SHOPIFY_URL: url }).args).toMatchObject({
        name: 'SHOPIFY_URL',
        why: 'notAllowed',
        value: url,
      });
      expect(isLoopback(url)).toBe(false);
    }
  });

  it.each(['EASYCASHIER_URL', 'SHOPIFY_URL', 'RELAY_URL'])('shows no password that stands in %s', (name) => {
    for (const url of ['http://127.0.0.1@evil.example', 'http://me:hemligt@127.0.0.1:1', 'x://:hemligt@[']) {
      const { code, args } = refusal({ [name]: url });
      expect([code, args]).toEqual(['badSetting', { name, why: 'login' }]);
      expect(isLoopback(url) && url.includes('evil')).toBe(false);
    }
  });

  it('starts nothing while certificates are believed unread', () => {
    expect(refusal({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toMatchObject({
      code: 'badSetting',
      args: { name: 'NODE_TLS_REJECT_UNAUTHORIZED', value: '•••', allowed: 'NODE_EXTRA_CA_CERTS=/…' },
    });
    readEnvironment({ NODE_TLS_REJECT_UNAUTHORIZED: '1' });
  });

  it('sends no password over plain http but to this computer', () => {
    expect(refusal({ EASYCASHIER_URL: 'http://backoffice.example' }).code).toBe('badSetting');
    expect(readEnvironment({ EASYCASHIER_URL: 'https://backoffice.example' }).EASYCASHIER_URL).toBeDefined();
  });

  it('names the variable and what is allowed, but never repeats a secret', () => {
    expect(refusal({ BACKOFFICE_SECRETS: 'file' }).args.allowed).toBe('keychain | memory | env | files:/…');
    expect(refusal({ BACKOFFICE_POLL_SECONDS: '0' }).args.name).toBe('BACKOFFICE_POLL_SECONDS');
    const long = 'hemligt'.repeat(100);
    expect(JSON.stringify(refusal({ SHOPIFY_CLIENT_SECRET: long }).args)).not.toContain('hemligt');
  });
});

/** What each variable refuses; a key that stands in the wrong one is a secret all the same. */
it.each([
  'BACKOFFICE_SECRETS',
  'EASYCASHIER_URL',
  'EASYCASHIER_COMPANY',
  'EASYCASHIER_USERNAME',
  'EASYCASHIER_PASSWORD',
  'SHOPIFY_SHOP',
  'SHOPIFY_URL',
  'SHOPIFY_CLIENT_ID',
  'SHOPIFY_CLIENT_SECRET',
  'SHOPIFY_ACCESS_TOKEN',
  'SHOPIFY_API_SECRET',
  'RELAY_URL',
  'RELAY_PAIRING_CODE',
  'BACKOFFICE_MULTIPLE_LOCATIONS',
  'BACKOFFICE_POLL_SECONDS',
  'BACKOFFICE_SETTLE_SECONDS',
])('says nothing of a key that was put in %s', (name) => {
  const key = 'hemlig-nyckel-'.repeat(40);
  for (const value of [key, `https://x.example/in/${key}`.repeat(2)]) {
    const said = (() => {
      try {
        return readEnvironment({ [name]: value }) && null;
      } catch (error) {
        return JSON.stringify((error as Refusal).args);
      }
    })();
    if (value === key) expect(said).toContain(name);
    expect(said ?? '').not.toContain('hemlig');
  }
});

describe('the data directory', () => {
  it('is where the system keeps such things', () => {
    expect(defaultDataDir({}, 'linux', '/home/a')).toBe('/home/a/.local/share/easycashier-backoffice');
    expect(defaultDataDir({ XDG_DATA_HOME: '/x' }, 'linux', '/home/a')).toBe('/x/easycashier-backoffice');
    expect(defaultDataDir({}, 'darwin', '/Users/a')).toBe(
      '/Users/a/Library/Application Support/easycashier-backoffice',
    );
    expect(defaultDataDir({ APPDATA: '/r', LOCALAPPDATA: '/l' }, 'win32', '/u')).toBe(
      '/l/easycashier-backoffice',
    );
    expect(formerDataDir({ APPDATA: '/r' }, 'win32', '/u')).toBe('/r/easycashier-backoffice');
    expect(formerDataDir({}, 'linux', '/u')).toBeNull();
  });

  it('is made for its owner alone; a file in its place is told', () => {
    const parent = mkdtempSync(join(tmpdir(), 'backoffice-dir-'));
    try {
      const made = openDataDir(join(parent, 'a', 'b'), {});
      expect(statSync(made).mode & 0o777).toBe(0o700);
      writeFileSync(join(parent, 'file'), '');
      expect(() => openDataDir(join(parent, 'file', 'b'), {})).toThrow(Refusal);
    } finally {
      rmSync(parent, { recursive: true });
    }
  });
});

describe('the language', () => {
  it('is the first that is set', () => {
    expect(systemLocale({ LANG: 'sv_SE.UTF-8' })).toBe('sv');
    expect(systemLocale({ LC_ALL: 'C', LANG: 'sv_SE.UTF-8' })).toBe('en');
    expect(systemLocale({ LC_ALL: '', LC_MESSAGES: 'sv_FI', LANG: 'de_DE' })).toBe('sv');
    expect(systemLocale({})).toBe('en');
  });
});
