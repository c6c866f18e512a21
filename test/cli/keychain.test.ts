/** `backoffice keychain`, from outside: a keychain that is open, locked, not there, and not used. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTranslator } from '../../shared/i18n/translate.ts';
import { openSecretService, type SecretService, whyNoKeychain } from '../desktop/secret-service.ts';
import { startProgram, type Variables } from '../programs/program.ts';

const { t } = createTranslator('sv');

describe.skipIf(whyNoKeychain !== null)(
  `the keychain${whyNoKeychain === null ? '' : ` (${whyNoKeychain})`}`,
  () => {
    const home = realpathSync(mkdtempSync(join(tmpdir(), 'backoffice-keychain-')));
    let service: SecretService;
    beforeAll(async () => {
      service = await openSecretService(home);
    });
    afterAll(() => {
      service?.end();
      rmSync(home, { recursive: true, force: true });
    });

    const ask = (variables: Variables, ...words: string[]) =>
      startProgram(['keychain', ...words], {
        HOME: home,
        BACKOFFICE_DATA_DIR: join(home, 'data'),
        ...variables,
      }).ended;

    it('that is open answers, to a program too', async () => {
      expect(await ask(service.variables)).toMatchObject({
        code: 0,
        stdout: `${t('cli.keychainAnswers')}\n`,
      });
      const { stdout } = await ask(service.variables, '--json');
      expect(JSON.parse(stdout)).toEqual({ isKept: true });
    });

    it('that is locked is told of, with what to do, and answers once it is unlocked', async () => {
      await service.lock();
      const { code, stderr } = await ask(service.variables);
      expect(code).toBe(1);
      expect(stderr).toContain(t('refusal.keychainClosed.what'));
      expect(stderr).toContain('backoffice keychain');
      await service.unlock();
      expect((await ask(service.variables)).code).toBe(0);
    });

    it('that is not there is none, and one that is not used is not asked', async () => {
      const nowhere = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' };
      const none = await ask(nowhere);
      expect(none.code).toBe(1);
      expect(none.stderr).toContain(t('refusal.noKeychain.what'));
      const unused = await ask({ ...nowhere, BACKOFFICE_SECRETS: 'memory' });
      expect(unused).toMatchObject({ code: 0, stdout: `${t('cli.keychainUnused')}\n` });
    });
  },
);
