/** What comes after the guide: it is gone through again, switched off and on, and a key is withdrawn in Shopify. */
import { expect, it } from 'vitest';
import { activate, expectStep, isDone, openStep, readPreflight, typeShopify } from './guide-steps.ts';
import type { OwnShop } from './own-shop.ts';
import { eventually, expectTold, type Person } from './person.ts';

interface Stand {
  readonly own: OwnShop;
  readonly person: Person;
  /** The window is left and opened again. */
  reopen(): Promise<void>;
}

/** The last tests of a story in which both sides have been connected and activated. */
export function connectAgain(stand: () => Stand): void {
  const shops = () => stand().own.session.shops.practice;

  it('is gone through again later: another key, off and on again', async () => {
    const { person } = stand();
    const { page, press, button, sees, t } = person;
    const { shop, clientId, clientSecret } = shops().credentials.shopify;
    await stand().reopen();
    await page.getByRole('heading', { level: 2, name: t('window.guide.health.title') }).waitFor();
    await openStep(person, 'app');
    await press('window.guide.shopify.change');
    await typeShopify(person, shop, { clientId, clientSecret });
    await press('window.guide.shopify.connect');
    await button('window.guide.shopify.change').waitFor();
    await page.locator('[data-step="health"]').click();
    await press('window.guide.deactivate.button');
    const dialog = page.getByRole('dialog');
    await sees('window.guide.deactivate.about', {}, dialog);
    await press('window.guide.deactivate.button', {}, dialog);
    await expectStep(person, 'activate');
    await readPreflight(person);
    await activate(person, 'taken');
    expect(await isDone(person, 'webhooks')).toBe(true);
    expect(person.complaints).toEqual([]);
  });

  it('a key that Shopify withdraws later is told on the overview, with the way to mend it', async () => {
    const { person } = stand();
    const { page, open, press, t } = person;
    shops().shopify.rotateSecret('another-secret');
    shops().shopify.tokens.revoke('all');
    await open('overview');
    const alert = await expectTold(person, 'shopifyRefusedKey');
    await eventually(() => page.getByTestId('chip').textContent()).toBe(t('window.top.failed'));
    await alert.getByRole('link', { name: t('window.overview.openWebshop') }).click();
    await page.getByRole('main').getByText(t('window.top.failed')).first().waitFor();
    await openStep(person, 'app');
    await press('window.guide.shopify.change');
    const { shop, clientId } = shops().credentials.shopify;
    await typeShopify(person, shop, { clientId, clientSecret: 'another-secret' });
    await press('window.guide.shopify.connect');
    await person.button('window.guide.shopify.change').waitFor();
    await eventually(() => page.getByTestId('chip').textContent()).not.toBe(t('window.top.failed'));
    expect(person.complaints).toEqual([]);
  });
}
