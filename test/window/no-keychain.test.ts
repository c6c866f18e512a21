/** A computer without a keychain: said before anybody types a password, and again where it matters; nothing is kept. */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesIn } from '../security/canary.ts';
import { chromiumPath, enter, launchBrowser } from './browser.ts';
import { photographFailures } from './failures.ts';
import { expectStep, typeEasyCashier } from './guide-steps.ts';
import { writeLargeLedger } from './large-ledger.ts';
import { type OwnShop, openOwnShop } from './own-shop.ts';
import { expectTold, openAs, type Person } from './person.ts';
import { type Served, serveWindow } from './served.ts';

const password = 'lösenord-som-inte-sparas';

describe.skipIf(chromiumPath === null)('a computer without a keychain', () => {
  let own: OwnShop;
  let browser: Browser;
  let person: Person;

  beforeAll(async () => {
    const easycashier = { password };
    // Without a session bus there is no keychain to be had.
    [own, browser] = await Promise.all([
      openOwnShop({ articles: 10, stores: 1, easycashier }, { BACKOFFICE_SECRETS: '' }),
      launchBrowser(),
    ]);
    person = await openAs(browser, own.served, { locale: 'en' });
  });
  photographFailures(() => person?.page);
  afterAll(async () => {
    await browser?.close();
    await own?.end();
  });

  it('says so on the first screen, with what it means', async () => {
    await person.sees('window.welcome.noKeychain');
    await person.sees('window.welcome.noKeychainMeans');
    await person.button('window.secrets.keepForSession').waitFor();
  });

  it('refuses to keep a password, offers to remember it until the end, and then connects', async () => {
    const { page, press, button, t } = person;
    await press('window.welcome.connect');
    await typeEasyCashier(person, own.login);
    await press('window.guide.easycashier.connect');
    const alert = await expectTold(person, 'noKeychain');
    await press('window.secrets.keepForSession', {}, alert);
    await button('window.guide.easycashier.change').waitFor();
    const where = t('window.secrets.session');
    await page.getByText(t('window.guide.keyKept', { where })).waitFor();
    for (const [name, bytes] of filesIn(own.served.dataDir)) {
      expect(bytes.includes(password), name).toBe(false);
    }
  });

  it('asks for the password again after a restart, and has kept the rest', async () => {
    const { page, t, context } = person;
    await own.served.die();
    await own.served.startAgain();
    const again = await context.newPage();
    await enter(again, own.served);
    await page.reload();
    await expectStep(person, 'app');
    const form = page.getByRole('form', { name: t('window.guide.easycashier.title') });
    expect(await form.getByLabel(t('window.guide.easycashier.company'), { exact: true }).inputValue()).toBe(
      own.login.company,
    );
    await typeEasyCashier(person, own.login);
    await person.press('window.guide.easycashier.connect');
    await person.press('window.secrets.keepForSession', {}, await expectTold(person, 'noKeychain'));
    await person.button('window.guide.easycashier.change').waitFor();
    expect(person.complaints).toEqual([]);
  });
});

describe.skipIf(chromiumPath === null)('a shop whose keys are gone from the keychain', () => {
  let served: Served;
  let browser: Browser;

  beforeAll(async () => {
    served = await serveWindow({}, (dataDir) => writeLargeLedger(dataDir, 20, 20));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await served?.end();
  });

  it.each(['sv', 'en'] as const)(
    'is told so, what it means and where to type them again (%s)',
    async (locale) => {
      const { t, page, context } = await openAs(browser, served, { locale });
      const alert = page
        .getByRole('alert')
        .filter({ hasText: t('refusal.secretGone.what', { side: 'EasyCashier' }) });
      await alert.getByText(t('refusal.secretGone.next')).waitFor();
      await alert.getByRole('link', { name: t('window.overview.openWebshop') }).click();
      await page.getByRole('form', { name: t('window.guide.easycashier.title') }).waitFor();
      await context.close();
    },
  );
});
