/** The ledger is damaged: the window says so, shows the copies, and opens with the one that a person picks. */
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchBrowser } from './browser.ts';
import { photographFailures } from './failures.ts';
import { inspect } from './inspection.ts';
import { eventually, expectTold, openAs, type Person } from './person.ts';
import { type Served, serveWindow } from './served.ts';

const COPIES = ['ledger-2026-11-22.sqlite', 'ledger-2026-11-23.sqlite'];

describe.skipIf(chromiumPath === null)('a damaged ledger', () => {
  let served: Served;
  let browser: Browser;
  let person: Person;
  const copies = () =>
    person.page.getByRole('radiogroup', { name: person.t('window.copies.choose') }).getByRole('radio');

  beforeAll(async () => {
    [served, browser] = await Promise.all([serveWindow(), launchBrowser()]);
    const { dataDir } = served;
    await served.ask((client) => client.activity.setSettings({ buffer: 3 }));
    served.program.kill('SIGTERM');
    await served.program.ended;
    mkdirSync(join(dataDir, 'copies'), { recursive: true });
    const ledger = join(dataDir, 'ledger.sqlite');
    copyFileSync(ledger, join(dataDir, 'copies', COPIES[1] ?? ''));
    writeFileSync(join(dataDir, 'copies', COPIES[0] ?? ''), 'half a copy');
    for (const end of ['-wal', '-shm']) rmSync(`${ledger}${end}`, { force: true });
    writeFileSync(ledger, 'nothing that SQLite knows, as after a power cut');
    await served.startAgain();
    person = await openAs(browser, served);
  });
  photographFailures(() => person?.page);
  afterAll(async () => {
    await browser?.close();
    await served?.end();
  });

  it('is told, with the copies that can be put back', async () => {
    await expectTold(person, 'ledgerDamaged');
    await person.button('window.copies.restore').waitFor();
    expect(await copies().count()).toBe(2);
    const { look, found } = inspect(person.page);
    await look('a damaged ledger');
    expect(found).toEqual([]);
  });

  it('a copy that is damaged too is refused, and nothing has changed', async () => {
    const { press } = person;
    await copies().last().check();
    await press('window.copies.restore');
    await expectTold(person, 'copyUnusable', { name: COPIES[0] ?? '' });
    expect(readdirSync(served.dataDir).filter((name) => name.startsWith('ledger-replaced'))).toEqual([]);
  });

  it('opens with the one that is picked, and the damaged file is kept', async () => {
    const { press, button } = person;
    await copies().first().check();
    await press('window.copies.restore');
    await button('window.welcome.connect').waitFor();
    await eventually(() => served.ask((client) => client.activity.settings())).toMatchObject({ buffer: 3 });
    expect(readdirSync(served.dataDir).some((name) => /^ledger-replaced-.*\.sqlite$/.test(name))).toBe(true);
    expect(person.complaints).toEqual([]);
  });
});
