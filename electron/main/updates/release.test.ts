import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { readManifest } from './manifest.ts';
import { releaseSource } from './release.ts';
import { compareVersions } from './versions.ts';

const { x = '' } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
const key = Buffer.from(x, 'base64url').toString('base64');
const given = (address: string | null, keys = [key]) =>
  releaseSource({ updates: { address, keys, publishers: [] } });

it('a build has no updates unless it was given an address', () => {
  expect(releaseSource()).toBeNull();
  expect(given(null)).toBeNull();
  expect(given('https://example.se/releases')?.address.href).toBe('https://example.se/releases/');
});

it('nothing but https, or this computer, and nothing without a key of its own', () => {
  const others = ['http://example.se/', 'ftp://example.se/', 'http://127.0.0.1.example.se/', 'file:///tmp'];
  for (const address of others) expect(() => given(address), address).toThrow();
  expect(given('http://127.0.0.1:1/')).not.toBeNull();
  expect(() => given('https://example.se/', [])).toThrow('no key');
  expect(() => given('https://example.se/', ['AAAA'])).toThrow('32 bytes');
});

it('a manifest names files beside it, whole versions, and who may have it', () => {
  const read =
    (more: string, url = 'a-0.2.0.AppImage', version = '0.2.0') =>
    () =>
      readManifest(
        Buffer.from(
          `version: ${version}\nfiles:\n  - url: ${url}\n    sha512: ${'A'.repeat(86)}==\n    size: 5\nsignedAt: '2026-11-30T10:00:00.000Z'\n${more}`,
        ),
      );
  expect(read('stagingPercentage: 20')()).toMatchObject({ version: '0.2.0', stagingPercentage: 20 });
  for (const url of ['https://elsewhere.se/a', '../a', '/a', "a';evil", 'a b', '-rf', '.hidden'])
    expect(read('', JSON.stringify(url)), url).toThrow();
  for (const version of ['0.2', 'v0.2.0', '0.2.0-beta.1', '99999999.0.0'])
    expect(read('', 'a', version), version).toThrow();
  for (const more of ['stagingPercentage: 101', 'stagingPercentage: ten', 'minimumSystemVersion: new'])
    expect(read(more), more).toThrow();
});

it('versions go by their numbers', () => {
  const sorted = ['0.10.0', '0.2.0', '1.0.0', '0.2', '10.0.22631', '6.1.0-18-amd64', '6.12.1'].sort(
    compareVersions,
  );
  expect(sorted).toEqual(['0.2.0', '0.2', '0.10.0', '1.0.0', '6.1.0-18-amd64', '6.12.1', '10.0.22631']);
});
