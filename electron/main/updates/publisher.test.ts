import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { verifyPublisher } from './publisher.ts';

type Verify = NonNullable<Parameters<typeof verifyPublisher>[2]>;

it('lets an installer of ours pass, and no other', async () => {
  const ours: Verify = async (_names, _path, logger) => {
    logger.info('Verifying signature C:\\update.exe');
    logger.info('LiteralPath: C:\\update.exe. Update Path: C:\\update.exe');
    return null;
  };
  const others: Verify = async (names) => `publisherNames: ${names.join()}, raw info: {}`;
  expect(await verifyPublisher(['CN=We'], 'update.exe', ours)).toBeNull();
  expect(await verifyPublisher(['CN=We'], 'update.exe', others)).toMatch(/^publisherNames: CN=We/);
});

it('refuses where nobody is named', async () => {
  expect(await verifyPublisher([], 'update.exe', async () => null)).not.toBeNull();
});

it('refuses whatever the library warns of and lets pass, but for a name in its shorter form', async () => {
  const library = createRequire(import.meta.url).resolve(
    'electron-updater/out/windowsExecutableCodeSignatureVerifier.js',
  );
  const warnings = [...readFileSync(library, 'utf8').matchAll(/logger\.warn\(`([^`$]+)/g)].map(
    ([, words = '']) => words,
  );
  const warnsOf =
    (warning: string): Verify =>
    async (_names, _path, logger) => {
      logger.info('Verifying signature update.exe');
      logger.warn(warning);
      return null;
    };
  const passed: string[] = [];
  for (const warning of warnings)
    if ((await verifyPublisher(['CN=We'], 'update.exe', warnsOf(warning))) === null) passed.push(warning);
  expect(warnings.filter((warning) => warning.startsWith('Cannot execute')).length).toBeGreaterThan(1);
  expect(passed).toEqual(['Signature validated using only CN ']);
});
