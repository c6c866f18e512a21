/** Somebody connects their own shop: what goes wrong on the way and how it is told, and the guide left at every step. */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainRefusal } from '../../shared/i18n/sentences.ts';
import { chromiumPath, launchBrowser } from './browser.ts';
import { connectAgain } from './connect-again.ts';
import { photographFailures } from './failures.ts';
import {
  activate,
  connectEasyCashier,
  connectShopify,
  createWebhooks,
  expectPlace,
  expectStep,
  grantedScopes,
  isDone,
  openStep,
  pastePlace,
  pickPlace,
  readPreflight,
  saidOf,
  typeEasyCashier,
  typeShopify,
} from './guide-steps.ts';
import { type OwnShop, openOwnShop } from './own-shop.ts';
import { eventually, expectTold, openAs, type Person, personAt } from './person.ts';

/** Longer than any test. */
const FOR_EVER = 1_000_000;
const scopes = [
  'read_inventory',
  'write_inventory',
  'read_orders',
  'read_locations',
  'read_merchant_managed_fulfillment_orders',
];

describe.skipIf(chromiumPath === null)('somebody connects their own shop', () => {
  let own: OwnShop;
  let browser: Browser;
  let person: Person;

  beforeAll(async () => {
    [own, browser] = await Promise.all([
      openOwnShop({ articles: 40, stores: 4, seed: 3, traps: false }, { BACKOFFICE_SECRETS: 'memory' }),
      launchBrowser(),
    ]);
    person = await openAs(browser, own.served);
  });
  photographFailures(() => person?.page);
  afterAll(async () => {
    await browser?.close();
    await own?.end();
  });

  const shops = () => own.session.shops.practice;
  const reopen = async () => {
    await person.page.reload();
    await person.page.locator('[data-step][aria-current="step"]').waitFor();
  };

  it('EasyCashier refuses a wrong password, is away, and is connected', async () => {
    const { page, press, sees } = person;
    const { faults } = shops().easycashier;
    await press('window.welcome.connect');
    await expectStep(person, 'app');
    await typeEasyCashier(person, { ...own.login, password: 'fel' });
    await press('window.guide.easycashier.connect');
    await expectTold(person, 'easycashierRefusedLogin');
    await typeEasyCashier(person, own.login);
    faults.add({ kind: 'lost-before', times: FOR_EVER });
    await press('window.guide.easycashier.connect');
    await expectTold(person, 'easycashierUnreachable');
    faults.clear();
    await connectEasyCashier(person);
    expect(await page.getByRole('alert').count()).toBe(0);
    await sees('window.guide.connected');
  });

  it('is left in the middle of step 1: what was connected stays, and nobody begins anew', async () => {
    await reopen();
    await expectStep(person, 'app');
    await person.button('window.guide.easycashier.change').waitFor();
    expect(await isDone(person, 'app')).toBe(false);
  });

  it('Shopify refuses a wrong secret, a wrong token, and an address that is none', async () => {
    const { press, locale } = person;
    const { shop, clientId, clientSecret } = shops().credentials.shopify;
    expect(locale).toBe('sv');
    await typeShopify(person, 'inte en adress', { clientId, clientSecret });
    await press('window.guide.shopify.connect');
    await expectTold(person, 'shopifyBadAddress', { shop: 'inte en adress' });
    await typeShopify(person, shop, { clientId, clientSecret: 'fel' });
    await press('window.guide.shopify.connect');
    await expectTold(person, 'shopifyRefusedKey');
    await typeShopify(person, shop, { accessToken: 'shpat_fel', apiSecret: clientSecret });
    await press('window.guide.shopify.connect');
    await expectTold(person, 'shopifyRefusedKey');
  });

  it('each missing permission is named, and marked in the list', async () => {
    const { press } = person;
    const { shop, clientId, clientSecret } = shops().credentials.shopify;
    const { settings } = shops().shopify;
    await typeShopify(person, shop, { clientId, clientSecret });
    for (const scope of scopes) {
      // Writing includes reading: who may not read may not write.
      const missing = scope === 'read_inventory' ? scopes.slice(0, 2) : [scope];
      settings.scopes = scopes.filter((one) => !missing.includes(one));
      await press('window.guide.shopify.connect');
      await expectTold(person, 'shopifyMissingScope', { scopes: missing.join(', ') });
      const expected = Object.fromEntries(scopes.map((one) => [one, !missing.includes(one)]));
      await eventually(() => grantedScopes(person)).toEqual(expected);
    }
    settings.scopes = scopes;
  });

  it('Shopify is away, comes back, and is connected by a token, then by client id and secret', async () => {
    const { press, button, sees } = person;
    const { faults } = shops().shopify;
    const { shop, clientId, clientSecret, accessToken, apiSecret } = shops().credentials.shopify;
    faults.add({ kind: 'lost-before', times: FOR_EVER });
    await press('window.guide.shopify.connect');
    await expectTold(person, 'shopifyUnreachable');
    faults.clear();
    await typeShopify(person, shop, { accessToken, apiSecret });
    await connectShopify(person);
    await press('window.guide.shopify.change');
    await typeShopify(person, shop, { clientId, clientSecret });
    await press('window.guide.shopify.connect');
    await button('window.guide.shopify.change').waitFor();
    await sees('window.guide.stepDone');
  });

  it('another language is spoken at once, on the same step', async () => {
    await reopen();
    await expectStep(person, 'places');
    await person.page.getByText('EN', { exact: true }).click();
    person = personAt(person, 'en');
    await expectStep(person, 'places');
    expect(await person.page.locator('html').getAttribute('lang')).toBe('en');
  });

  it('step 2: an unknown, an inactive and a taken place are refused; address, gid, number and list are read', async () => {
    const { translator, press, t, page } = person;
    const inactive = shops().shopify.addLocation({ name: 'Stängda butiken', isActive: false });
    const places = shops().places.map((place) => ({ ...place, id: place.locationId.replace(/^.*\//, '') }));
    const [one, two, three, four] = places;
    if (!one || !two || !three || !four) throw new Error('four stores, please');
    const isRefused = async (store: string, code: Parameters<typeof explainRefusal>[1], args: object) => {
      const { what, next } = explainRefusal(translator, code, args as Record<string, string>);
      await eventually(() => saidOf(person, store).textContent()).toContain(`${what} ${next}`);
    };
    await pastePlace(person, '1', 'https://x.myshopify.com/admin/settings/locations/1');
    await isRefused('1', 'unknownLocation', {
      location: 'https://x.myshopify.com/admin/settings/locations/1',
    });
    await pastePlace(person, '1', inactive.id);
    await isRefused('1', 'locationInactive', { location: 'Stängda butiken' });
    await pastePlace(
      person,
      '1',
      `https://${shops().credentials.shopify.shop}/admin/settings/locations/${one.id}`,
    );
    await expectPlace(person, '1', one.id, one.storeName);
    await pastePlace(person, '2', two.locationId);
    await isRefused('2', 'multipleLocationsOff', {});
    await press('window.stores.severalOn');
    await expectPlace(person, '2', two.id, two.storeName);
    await pastePlace(person, '3', one.id);
    await isRefused('3', 'locationTaken', { location: one.id, store: one.storeName });
    await pastePlace(person, '3', three.id);
    await expectPlace(person, '3', three.id, three.storeName);
    await pickPlace(person, '4', four.storeName);
    await expectPlace(person, '4', four.id, four.storeName);
    expect(await page.getByRole('switch', { name: t('window.stores.several') }).isChecked()).toBe(true);
  });

  it('step 3: a permission that is gone is a line of the pre-flight; then Aktivera, and an open order becomes a question', async () => {
    const { page, press, button, open, t } = person;
    const { shopify, places } = shops();
    const [item] = shopify.items();
    const order = shopify.placeOrder({
      lines: [{ inventoryItemId: item?.id ?? '', quantity: 1 }],
      locationId: places[0]?.locationId ?? '',
    });
    await reopen();
    await expectStep(person, 'activate');
    expect(await readPreflight(person)).toMatchObject({ shopifyKey: 'ok', locationsMapped: 'ok' });
    shopify.settings.scopes = scopes.filter((scope) => scope !== 'read_orders');
    await press('window.guide.check.again');
    await eventually(() => readPreflight(person)).toMatchObject({ shopifyScopes: 'failed' });
    expect(await button('window.guide.activate.button').isDisabled()).toBe(true);
    const line = page.locator('[data-check="shopifyScopes"]');
    expect(await line.textContent()).toContain('read_orders');
    // What mends it is one press away, and shows the same.
    await line.getByRole('button').click();
    await expectStep(person, 'app');
    expect(await grantedScopes(person)).toMatchObject({ read_orders: false, read_locations: true });
    await openStep(person, 'activate');
    shopify.settings.scopes = scopes;
    await press('window.guide.check.again');
    await eventually(() => button('window.guide.activate.button').isEnabled()).toBe(true);
    await activate(person, 'ask');
    await page.getByText(t('window.guide.activate.open', { count: 1, orders: order.name })).waitFor();
    await open('inbox');
    await page.getByText(order.name, { exact: false }).first().waitFor();
  });

  it('step 4: a wrong code and a relay that is away are told; then Skapa Webhooks', async () => {
    const { page, press, open, t } = person;
    const { relay } = own.session;
    await open('webshop');
    await openStep(person, 'webhooks');
    const relayFields = async (url: string, code: string) => {
      await page.getByLabel(t('window.guide.relay.url'), { exact: true }).fill(url);
      await page.getByLabel(t('window.guide.relay.code'), { exact: true }).fill(code);
      await press('window.guide.webhooks.create');
    };
    await relayFields(relay.url, 'FEL-KOD-1234');
    await expectTold(person, 'relayRefusedCode', { address: new URL(relay.url).host });
    await relayFields('http://127.0.0.1:9', relay.pairingCode);
    await expectTold(person, 'relayUnreachable', { address: '127.0.0.1:9' });
    await page.getByLabel(t('window.guide.relay.url'), { exact: true }).fill(relay.url);
    await createWebhooks(person);
  });

  connectAgain(() => ({ own, person, reopen }));
});
