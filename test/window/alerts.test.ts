/** »När det står stilla« in the window, with a real http receiver and a mail server that is not there. */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openReceiver, type Receiver } from '../programs/receiver.ts';
import { chromiumPath, launchBrowser } from './browser.ts';
import { photographFailures } from './failures.ts';
import { inspect } from './inspection.ts';
import { eventually, fill, openAs, type Person } from './person.ts';
import { type ShopWindow, serveShop } from './served.ts';

describe.skipIf(chromiumPath === null)('told when it stands still, in the window', () => {
  let receiver: Receiver;
  let address = '';
  let shop: ShopWindow;
  let browser: Browser;
  let person: Person;

  beforeAll(async () => {
    receiver = await openReceiver();
    address = `${receiver.origin}/hemlig-adress`;
    [shop, browser] = await Promise.all([serveShop({ articles: 20, stores: 1, seed: 5 }), launchBrowser()]);
    person = await openAs(browser, shop);
    await person.open('settings');
  });
  photographFailures(() => person?.page);
  afterAll(async () => {
    receiver?.close();
    await browser?.close();
    await shop?.end();
  });

  const section = () => person.page.getByRole('region', { name: person.t('window.alerts.title') });
  const inSection = (key: Parameters<Person['button']>[0]) => person.button(key, {}, section());
  const shown = () => shop.ask((client) => client.alerts.show());

  it('says why a test cannot be sent, and what is wrong with a field once it is left', async () => {
    const { page, t, sees } = person;
    await sees('window.alerts.nobody', {}, section());
    expect(await inSection('window.alerts.test').isDisabled()).toBe(true);
    await page.getByRole('switch', { name: t('window.alerts.byWeb') }).click();
    expect(await inSection('window.common.save').isDisabled()).toBe(true);
    await sees('window.alerts.notFilled', {}, section());
    await fill(section(), t('window.alerts.address'), '');
    await sees('window.alerts.wrong.missing', {}, section());
    await fill(section(), t('window.alerts.address'), 'http://hooks.example.com/x');
    await sees('window.alerts.wrong.https', {}, section());
    const monday = section().getByRole('textbox', {
      name: t('window.alerts.closes', { day: t('weekday.mon') }),
    });
    await monday.fill('8:00');
    await monday.blur();
    await sees('window.alerts.wrong.times', {}, section());
    await monday.fill('19:30');
  });

  it('keeps the address out of sight, and sends a test to it', async () => {
    const { page, t, sees } = person;
    await fill(section(), t('window.alerts.address'), address);
    await inSection('window.common.save').click();
    await eventually(shown).toMatchObject({
      language: 'sv',
      web: { kind: 'teams', host: new URL(address).host },
      hours: [{ from: '09:00', to: '19:30' }, {}, {}, {}, {}, {}, null],
    });
    const field = section().getByLabel(t('window.alerts.address'), { exact: true });
    await eventually(() => field.inputValue()).toBe('');
    expect(await field.getAttribute('placeholder')).toContain(new URL(address).host);
    expect(await page.content()).not.toContain('hemlig-adress');
    await inSection('window.alerts.test').click();
    await sees('window.alerts.tested');
    expect(receiver.posts).toHaveLength(1);
    expect(receiver.posts[0]).toMatch(/^\/hemlig-adress \{"type":"message"/);
    await section()
      .getByText(/kom fram/)
      .waitFor();
  });

  it('says why a message did not arrive, and lets every part be read and reached', async () => {
    const { page, t } = person;
    await page.getByRole('switch', { name: t('window.alerts.byMail') }).click();
    await fill(section(), t('window.alerts.to'), 'anna@example.com');
    await fill(section(), t('window.alerts.host'), '127.0.0.1');
    await fill(section(), t('window.alerts.port'), '1');
    await fill(section(), t('window.alerts.from'), 'butiken@example.com');
    await inSection('window.common.save').click();
    await eventually(shown).toMatchObject({ mail: { host: '127.0.0.1', username: null } });
    await inSection('window.alerts.test').click();
    await section()
      .getByText(t('refusal.mailUnreachable.what', { address: '127.0.0.1' }))
      .waitFor();
    await eventually(() => shop.ask((client) => client.activity.status())).toMatchObject({
      notTold: { code: 'mailUnreachable' },
    });
    const { look, found } = inspect(page);
    await look('alerts');
    await person.open('overview');
    const told = page.getByRole('alert').filter({ hasText: t('window.overview.notTold') });
    await told.getByText(t('refusal.mailUnreachable.next')).waitFor();
    await look('overview, nobody was told');
    await told.getByRole('link', { name: t('window.overview.openSettings') }).click();
    await section().waitFor();
    expect(found).toEqual([]);
    expect(person.complaints).toEqual([]);
  });
});
