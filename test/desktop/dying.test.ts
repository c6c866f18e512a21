/** An engine that dies as soon as it is started: the window says so, why, and what can be done; nobody is comforted. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type Person, personAt } from '../window/person.ts';
import { type Desktop, makeDataDir, startDesktop } from './desktop.ts';
import { whyNot } from './runtime.ts';

describe.skipIf(whyNot !== null)(
  `an engine that cannot be kept alive${whyNot === null ? '' : ` (${whyNot})`}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'backoffice-dying-engine-'));
    const script = join(folder, 'engine.cjs');
    let desktop: Desktop;
    let person: Person;

    beforeAll(async () => {
      writeFileSync(script, "process.stderr.write('Error: nothing works\\n', () => process.exit(9));\n");
      const dataDir = makeDataDir();
      mkdirSync(join(dataDir, 'copies'));
      writeFileSync(join(dataDir, 'copies', 'ledger-2026-11-23.sqlite'), 'a copy');
      desktop = await startDesktop({
        dataDir,
        variables: { BACKOFFICE_NODE: '', BACKOFFICE_ENGINE: script },
      });
      person = personAt(desktop, 'sv');
    });
    afterAll(async () => {
      await desktop?.end();
      rmSync(folder, { recursive: true, force: true });
    });

    it('is said to be one: how it ends, what it wrote last, what can be done', async () => {
      const { page, t } = person;
      await page.getByRole('heading', { level: 1, name: t('desktop.cannotStart') }).waitFor();
      await page
        .getByRole('alert')
        .getByText(t('window.engine.ended', { code: 9 }))
        .waitFor();
      await page.getByText('Error: nothing works').waitFor();
      await person.button('desktop.menu.folder').waitFor();
      expect(await page.getByText(t('window.trouble.away.what')).count()).toBe(0);
      await eventually(async () => (await desktop.inspect()).tray).toBe('needsYou');
    });

    it('is in the log, life by life', () => {
      const deaths = desktop
        .log()
        .split('\n')
        .filter((line) => line.includes('the engine has died'))
        .map((line) => JSON.parse(line) as unknown);
      expect(deaths.length).toBeGreaterThanOrEqual(5);
      expect(deaths[0]).toMatchObject({ code: 9, words: 'Error: nothing works', restarts: 1 });
    });

    it('leaves a report all the same', async () => {
      const { text } = await desktop.makeReport();
      expect(JSON.parse(text)).toMatchObject({
        engine: null,
        desktop: { engine: { state: 'failing', death: { code: 9, words: 'Error: nothing works' } } },
      });
      await person.button('window.settings.report').waitFor();
    });

    it('is given another file where a person picks a copy, which its next life begins with', async () => {
      const { page, t, press } = person;
      const { restarts } = await desktop.inspect();
      const copies = page.getByRole('radiogroup', { name: t('window.copies.choose') });
      await copies.getByRole('radio').first().check();
      await press('window.copies.restore');
      await eventually(async () => (await desktop.inspect()).restarts).toBeGreaterThan(restarts);
      expect(readdirSync(desktop.dataDir).some((name) => /^ledger\.sqlite\.next-[\d-]+$/.test(name))).toBe(
        true,
      );
    });

    it('is tried once more where a person asks for it', async () => {
      const { restarts } = await desktop.inspect();
      await person.press('window.trouble.again');
      await eventually(async () => (await desktop.inspect()).restarts).toBeGreaterThan(restarts);
    });
  },
);
