/** The program is started twice on the same data: the second says so, can be practised in meanwhile, and opens when the first has ended. */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchBrowser } from './browser.ts';
import { photographFailures } from './failures.ts';
import { expectStep } from './guide-steps.ts';
import { inspect } from './inspection.ts';
import { eventually, expectTold, openAs, type Person } from './person.ts';
import { type Served, serveWindow } from './served.ts';

describe.skipIf(chromiumPath === null)('a second program on the same data', () => {
  let first: Served;
  let second: Served;
  let browser: Browser;
  let person: Person;

  beforeAll(async () => {
    [first, browser] = await Promise.all([serveWindow(), launchBrowser()]);
    second = await serveWindow({ BACKOFFICE_DATA_DIR: first.dataDir });
    person = await openAs(browser, second);
  });
  photographFailures(() => person?.page);
  afterAll(async () => {
    await browser?.close();
    await second?.end();
    await first?.end();
  });

  it('says what that means for the stock, and what to press', async () => {
    await expectTold(person, 'ledgerBusy');
    const { look, found } = inspect(person.page);
    await look('the data is taken');
    expect(found).toEqual([]);
    await person.press('window.trouble.again');
    await expectTold(person, 'ledgerBusy');
  });

  it('is good for practising meanwhile, and comes back to where it was', async () => {
    const { page, press, sees } = person;
    await press('window.failure.practise');
    await sees('window.top.leavePractice');
    await press('window.top.leavePractice');
    await expectTold(person, 'ledgerBusy');
    expect(await page.locator('[data-world]').count()).toBe(0);
  });

  it('opens once the first has ended', async () => {
    const { press, button } = person;
    first.program.kill('SIGTERM');
    await first.program.ended;
    await press('window.trouble.again');
    await button('window.welcome.connect').waitFor();
    await press('window.welcome.connect');
    await expectStep(person, 'app');
    await eventually(() => person.page.getByRole('alert').count()).toBe(0);
    expect(person.complaints).toEqual([]);
  });
});
