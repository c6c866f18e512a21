/** A canary in every secret that a person types into the window; none may come back to it, be shown, or be kept. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyPlace } from '../../shared/words/window-entry.ts';
import { chromiumPath, launchBrowser } from '../window/browser.ts';
import {
  activate,
  connectEasyCashier,
  connectShopify,
  createWebhooks,
  openStep,
  pastePlace,
  typeEasyCashier,
  typeShopify,
} from '../window/guide-steps.ts';
import { type OwnShop, openOwnShop } from '../window/own-shop.ts';
import { expectTold, openAs, type Person, type Screen } from '../window/person.ts';
import { canary, filesIn, keyCanary, plainCanary, searchFor } from './canary.ts';
import { tokensIn } from './relay-tokens.ts';

const clientSecret = keyCanary('client-secret');
const typed = {
  password: canary('password'),
  wrongPassword: canary('wrong-password'),
  wrongSecret: keyCanary('wrong-client-secret'),
  apiSecret: keyCanary('api-secret'),
  accessToken: plainCanary('access-token'),
  wrongToken: plainCanary('wrong-access-token'),
  wrongCode: canary('wrong-pairing-code'),
};
const secrets = new Map<string, string>([
  ...Object.entries(typed),
  ['client secret', clientSecret],
  ['EasyCashier session', 'practice-session-'],
  ...Array.from({ length: 30 }, (_, n): [string, string] => [`granted token ${n + 1}`, grantedToken(n + 1)]),
]);

/** As the practice Shopify makes them. */
function grantedToken(count: number): string {
  const digest = createHash('sha256').update(`${clientSecret} ${count}`).digest('hex');
  return `shpat_${digest.slice(0, 32)}`;
}

const screens: readonly Screen[] = [
  'overview',
  'articles',
  'drift',
  'sync',
  'orders',
  'inbox',
  'stores',
  'settings',
  'webshop',
];

describe.skipIf(chromiumPath === null)('no secret comes back to the window', () => {
  let own: OwnShop;
  let browser: Browser;
  let person: Person;
  /** What the window was sent, what it sent, and what could be seen and found in it. */
  const received = new Map<string, Buffer>();
  const sent = new Map<string, Buffer>();
  const shown = new Map<string, Buffer>();

  const listen = (page: Page) =>
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => {
        received.set(`message ${received.size}`, Buffer.from(payload));
      });
      socket.on('framesent', ({ payload }) => {
        sent.set(`message ${sent.size}`, Buffer.from(payload));
      });
    });
  /** The page, its fields, what it keeps, its address. */
  const remember = async (scene: string) => {
    const kept = await person.page.evaluate<string>(`JSON.stringify([
      document.documentElement.outerHTML,
      [...document.querySelectorAll('input, textarea')].map((field) => field.value),
      Object.entries(localStorage).filter(([name]) => name !== '${keyPlace}'), { ...sessionStorage }, document.cookie, location.href, document.title,
    ])`);
    shown.set(scene, Buffer.from(kept));
  };

  beforeAll(async () => {
    [own, browser] = await Promise.all([
      openOwnShop(
        {
          articles: 20,
          stores: 1,
          traps: false,
          easycashier: { password: typed.password },
          shopify: { clientSecret, accessTokens: [typed.accessToken] },
        },
        { BACKOFFICE_SECRETS: 'memory' },
      ),
      launchBrowser(),
    ]);
    secrets.set('pairing code', own.session.relay.pairingCode);
    person = await openAs(browser, own.served);
    listen(person.page);
    // From the first message on.
    await person.page.reload();
  });
  afterAll(async () => {
    await browser?.close();
    await own?.end();
  });

  it('while both sides are connected, refused first', async () => {
    const { press } = person;
    const { shop, clientId } = own.session.shops.credentials.shopify;
    await press('window.welcome.connect');
    await typeEasyCashier(person, { ...own.login, password: typed.wrongPassword });
    await press('window.guide.easycashier.connect');
    await expectTold(person, 'easycashierRefusedLogin');
    await typeEasyCashier(person, own.login);
    await connectEasyCashier(person);
    await remember('EasyCashier is connected');
    await typeShopify(person, shop, { clientId, clientSecret: typed.wrongSecret });
    await press('window.guide.shopify.connect');
    await expectTold(person, 'shopifyRefusedKey');
    await typeShopify(person, shop, { accessToken: typed.wrongToken, apiSecret: typed.apiSecret });
    await press('window.guide.shopify.connect');
    await expectTold(person, 'shopifyRefusedKey');
    await typeShopify(person, shop, { accessToken: typed.accessToken, apiSecret: typed.apiSecret });
    await connectShopify(person);
    await remember('Shopify is connected by a token');
    await press('window.guide.shopify.change');
    await remember('another key is asked for');
    await typeShopify(person, shop, { clientId, clientSecret });
    await connectShopify(person);
    await remember('Shopify is connected by a secret');
  });

  it('on the way to the first sync', async () => {
    const { page, press, t } = person;
    const { places } = own.session.shops.practice;
    await openStep(person, 'places');
    await pastePlace(person, '1', places[0]?.locationId ?? '');
    await press('window.guide.places.next');
    await activate(person, 'taken');
    await openStep(person, 'webhooks');
    const field = (name: 'url' | 'code') => page.getByLabel(t(`window.guide.relay.${name}`), { exact: true });
    await field('url').fill(own.session.relay.url);
    await field('code').fill(typed.wrongCode);
    await press('window.guide.webhooks.create');
    await expectTold(person, 'relayRefusedCode', { address: new URL(own.session.relay.url).host });
    await field('code').fill(own.session.relay.pairingCode);
    await createWebhooks(person);
    await remember('webhooks are created');
  });

  it('on any screen, in the log, and after somebody comes back', async () => {
    for (const screen of screens) {
      await person.open(screen);
      await remember(screen);
    }
    await person.open('settings');
    const saved = person.page.waitForEvent('download');
    await person.press('window.settings.report');
    const report = readFileSync(await (await saved).path(), 'utf8');
    shown.set('report', Buffer.from(report));
    expect(JSON.parse(report)).toMatchObject({
      engine: { ledger: { integrity: 'ok' }, status: { shop: own.session.shops.credentials.shopify.shop } },
    });
    expect(report).not.toContain(own.login.company);
    expect(report).not.toContain('username');
    await person.open('webshop');
    await person.page.reload();
    await person.page.locator('[data-step][aria-current="step"]').waitFor();
    await remember('opened again');
    const log = await person.context.newPage();
    listen(log);
    await log.goto(own.served.page('log.html'));
    await log.getByRole('grid').waitFor();
    shown.set('log', Buffer.from(await log.content()));
  });

  it('and the search over all of it finds none, nor in what is kept on the disk', async () => {
    const key = await person.page.evaluate<string>(`localStorage.getItem('${keyPlace}')`);
    const printed = own.served.program.said().match(/(?<=#)[\w-]+/g) ?? [];
    expect([key, ...printed].map((token) => token.length)).toEqual([43, 43, 43]);
    const files = filesIn(own.served.dataDir);
    for (const [name, token] of tokensIn(own.served.dataDir, own.session.relay.pairingCode))
      secrets.set(name, token);
    const [subscription] = own.session.shops.practice.shopify.webhooks.list();
    expect(subscription?.uri).toContain(secrets.get('ingest token'));
    expect([...files.keys()]).toEqual(expect.arrayContaining(['ledger.sqlite', 'backoffice.log']));
    expect(received.size).toBeGreaterThan(50);
    // They were there to be found: the window has sent them.
    const leaves = searchFor(secrets, sent).map((line) => line.replace(/^message \d+: | \(.*$/g, ''));
    expect([...new Set(leaves)]).toEqual(expect.arrayContaining([...Object.keys(typed), 'client secret']));
    expect(searchFor(secrets, new Map([...received, ...shown, ...files]))).toEqual([]);
    // The way into the window is for its printed address alone, and what came of it for the one place where the page keeps it.
    const entry = new Map([key, ...printed].map((token, n) => [`way in ${n}`, token]));
    expect(searchFor(entry, new Map([...received, ...sent, ...shown, ...files]))).toEqual([]);
  });
});
