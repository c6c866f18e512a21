/** Whoever is not in front of the screen is told that it stands still: once, once when it is well, in opening hours, by the writer alone. */
import { afterEach, expect, it } from 'vitest';
import { MailRefused } from '../../engine/mail-refused.ts';
import type { Mail } from '../../engine/ports.ts';
import type { AlertsChange, OpeningHours } from '../../shared/contract/alerts.ts';
import { holdFile } from '../programs/hold-file.ts';
import { openShopRig, type ShopRig, startSecond } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
const HOOK = 'https://hooks.example.com/services/T0/B0/hemlig-adress';
const PASSWORD = 'app-lösenord-1234';
let rig: ShopRig;
afterEach(() => rig.close());

/** It is Monday, ten by the shop's clock, or some minutes later. */
const from = (time: string): OpeningHours => [
  { from: time, to: '23:00' },
  null,
  null,
  null,
  null,
  null,
  null,
];

const mail = {
  host: 'smtp.example.com',
  port: 587,
  security: 'starttls',
  username: 'butiken@example.com',
  password: PASSWORD,
  from: 'butiken@example.com',
  to: ['anna@example.com'],
} as const;

async function open(change: Partial<AlertsChange> = {}) {
  rig = await openShopRig();
  const mails: Mail[] = [];
  rig.post = async (one) => {
    mails.push(one);
    return { refused: 0 };
  };
  const computer = await rig.start('kassan', { pollSeconds: 20 });
  const { client } = computer;
  await client.alerts.set({ hours: from('00:00'), mail: { ...mail, to: [...mail.to] }, ...change });
  await rig.pass(3 * MINUTE);
  return { computer, client, mails };
}

const subjects = (mails: readonly Mail[]) => mails.map(({ subject }) => subject.split(':')[0]);
const BEGUN = 'Lagret hålls inte i fas';
const OVER = 'Lagret hålls i fas igen';
const freeze = () => rig.practice.shopify.faults.add({ kind: 'status-402', times: 1_000_000 });
const thaw = () => rig.practice.shopify.faults.clear();

it('tells once when it has lasted, and once when it is well', async () => {
  const { client, mails } = await open();
  freeze();
  await rig.pass(14 * MINUTE);
  expect(subjects(mails)).toEqual([]);
  await rig.pass(4 * MINUTE);
  expect(subjects(mails)).toEqual([BEGUN]);
  const [begun] = mails;
  expect(begun?.to).toEqual(['anna@example.com']);
  expect(begun?.text).toContain('är fryst av Shopify');
  expect(begun?.text).toContain('på datorn kassan');
  expect(begun?.server.login).toEqual({ username: 'butiken@example.com', password: PASSWORD });
  expect(JSON.stringify({ ...begun, server: null })).not.toContain(PASSWORD);
  await rig.pass(60 * MINUTE);
  expect(subjects(mails)).toEqual([BEGUN]);
  expect((await client.alerts.show()).standstills).toMatchObject([
    { subject: 'shopify', code: 'shopifyFrozen', told: ['mail'] },
  ]);

  thaw();
  await rig.pass(10 * MINUTE);
  expect(subjects(mails)).toEqual([BEGUN, OVER]);
  await rig.pass(60 * MINUTE);
  expect(mails).toHaveLength(2);
  const shown = await client.alerts.show();
  expect(shown).toMatchObject({ standstills: [], deliveries: { mail: { failure: null } } });
  expect(JSON.stringify(shown)).not.toContain(PASSWORD);
});

it('tells nobody of what passes sooner', async () => {
  const { mails } = await open();
  freeze();
  await rig.pass(10 * MINUTE);
  thaw();
  await rig.pass(30 * MINUTE);
  expect(mails).toEqual([]);
});

it('waits for the opening hours, with either message', async () => {
  const { client, mails } = await open({ hours: from('11:00') });
  freeze();
  await rig.pass(40 * MINUTE);
  expect(mails, 'it is not yet eleven').toEqual([]);
  await rig.pass(20 * MINUTE);
  expect(subjects(mails)).toEqual([BEGUN]);
  await client.alerts.set({ hours: from('12:00') });
  thaw();
  await rig.pass(20 * MINUTE);
  expect(mails).toHaveLength(1);
  await rig.pass(60 * MINUTE);
  expect(subjects(mails)).toEqual([BEGUN, OVER]);
});

it('says nothing of a night that is over when the shop opens', async () => {
  const { mails } = await open({ hours: from('11:00') });
  freeze();
  await rig.pass(30 * MINUTE);
  thaw();
  await rig.pass(60 * MINUTE);
  expect(mails).toEqual([]);
});

it('repeats nothing after a restart, and forgets nothing', async () => {
  const { computer, mails } = await open();
  freeze();
  await rig.pass(10 * MINUTE);
  await computer.stop();
  let again = await rig.restart(computer);
  await rig.pass(8 * MINUTE);
  expect(subjects(mails), 'what had lasted before counts').toEqual([BEGUN]);
  await again.stop();
  again = await rig.restart(again);
  await rig.pass(60 * MINUTE);
  expect(mails).toHaveLength(1);
  await again.stop();
  thaw();
  again = await rig.restart(again);
  await rig.pass(10 * MINUTE);
  expect(subjects(mails)).toEqual([BEGUN, OVER]);
});

it('is silent where another computer writes', async () => {
  const { computer, mails } = await open();
  const second = await startSecond(rig, computer);
  await second.client.alerts.set({ hours: from('00:00'), mail: { ...mail, to: ['olle@example.com'] } });
  freeze();
  await rig.pass(30 * MINUTE);
  thaw();
  await rig.pass(15 * MINUTE);
  expect(mails.map(({ to }) => to)).toEqual([['anna@example.com'], ['anna@example.com']]);
});

it('takes a pause for no trouble', async () => {
  const { client, mails } = await open();
  await rig.scheduler.runFor(client.activity.pause(), MINUTE);
  const [cell] = stocked(rig);
  if (cell) rig.practice.easycashier.sell(cell.articleNumber, cell.storeNumber, 1);
  await rig.pass(120 * MINUTE);
  expect(mails).toEqual([]);
});

it('waits an hour for what passes by itself, and tells of a network that is away in one message', async () => {
  const { mails } = await open();
  rig.network = () => 'fail';
  await rig.pass(50 * MINUTE);
  expect(mails).toEqual([]);
  await rig.pass(20 * MINUTE);
  expect(subjects(mails)).toEqual([BEGUN]);
  expect(mails[0]?.text).toMatch(/EasyCashier[\s\S]*Shopify/);
  rig.network = () => null;
  await rig.pass(20 * MINUTE);
  expect(subjects(mails)).toEqual([BEGUN, OVER]);
});

it('tells of a question that holds everything back', async () => {
  const { mails } = await open();
  const { easycashier } = rig.practice;
  for (const { articleNumber, storeNumber } of stocked(rig)) easycashier.count(articleNumber, storeNumber, 0);
  await rig.pass(20 * MINUTE);
  expect(subjects(mails)).toEqual([BEGUN]);
  expect(mails[0]?.text).toContain('programmet frågar först');
});

it('tries again with growing pauses what did not arrive, says why, and neither repeats nor holds up anything', async () => {
  const { client, mails } = await open({ web: { kind: 'slack', address: HOOK } });
  const posted: { url: string; body: { text: string } }[] = [];
  let status = 500;
  rig.network = (request) => {
    if (!request.url.startsWith('https://hooks.')) return null;
    const answer = request.json().then((body) => {
      posted.push({ url: request.url, body: body as { text: string } });
      return new Response('no', { status });
    });
    return answer;
  };
  let tries = 0;
  rig.post = () => {
    tries += 1;
    return Promise.reject(new MailRefused('login', 535));
  };
  freeze();
  await rig.pass(78 * MINUTE);
  expect(tries, 'in an hour').toBeLessThan(8);
  expect(posted.length).toBeLessThan(8);
  expect((await client.activity.status()).notTold).toMatchObject({ code: 'mailRefusedLogin' });
  const shown = await client.alerts.show();
  expect(shown.deliveries.web?.failure).toEqual({
    code: 'receiverRefused',
    args: { address: 'hooks.example.com', status: 500 },
  });
  expect(JSON.stringify(shown)).not.toMatch(/hemlig-adress|app-lösenord/);

  status = 200;
  const failed = posted.length;
  await rig.pass(70 * MINUTE);
  expect(posted.slice(failed).map(({ url }) => url)).toEqual([HOOK]);
  expect(posted.at(-1)?.body.text).toContain(BEGUN);
  thaw();
  await rig.pass(15 * MINUTE);
  expect(posted.at(-1)?.body.text, 'also where the other way is still broken').toContain(OVER);
  expect(posted).toHaveLength(failed + 2);
  rig.post = async (one) => {
    mails.push(one);
    return { refused: 0 };
  };
  await rig.pass(120 * MINUTE);
  expect(mails, 'what was never told to begin is not told to be over').toEqual([]);
});

it('keeps the stock equal while a mail server hangs', async () => {
  const { client } = await open();
  rig.post = () => new Promise(() => undefined);
  const [cell] = stocked(rig);
  if (!cell) throw new Error('the shop is too small');
  const test = client.alerts.test();
  rig.practice.easycashier.sell(cell.articleNumber, cell.storeNumber, 1);
  const target = Math.floor(rig.practice.easycashier.balance(cell.articleNumber, cell.storeNumber) ?? -1);
  await rig.until(() => rig.practice.shopify.level(cell.item, cell.locationId)?.available === target, MINUTE);
  expect(await rig.scheduler.runFor(test, 5 * MINUTE)).toEqual({
    sent: [],
    failed: [
      {
        channel: 'mail',
        code: 'mailUnreachable',
        args: { address: 'smtp.example.com', failure: 'serverDown' },
      },
    ],
  });
});

it('gives a password to no other server than the one it was given for', async () => {
  const { client } = await open();
  const { password: _, ...kept } = mail;
  await client.alerts.set({ mail: { ...kept, to: ['olle@example.com'] } });
  const refusal = (why: string) => ({ data: { code: 'badSetting', args: { why } } });
  for (const [change, why] of [
    [{ host: 'smtp.example.org' }, 'passwordAnew'],
    [{ username: 'olle@example.com' }, 'passwordAnew'],
    [{ security: 'none' }, 'mailInClear'],
  ] as const) {
    const set = client.alerts.set({ mail: { ...kept, to: ['olle@example.com'], ...change } });
    await expect(set).rejects.toMatchObject(refusal(why));
  }
  for (const address of ['http://hooks.example.com/x', 'hooks.example.com']) {
    const set = client.alerts.set({ web: { kind: 'text', address } });
    await expect(set).rejects.toMatchObject(refusal('https'));
  }
  await expect(client.alerts.set({ web: { kind: 'text' } })).rejects.toMatchObject(refusal('noAddress'));
  const off = await client.alerts.off();
  expect([off.mail, off.web]).toEqual([null, null]);
  await expect(client.alerts.test()).rejects.toMatchObject({ data: { code: 'nobodyTold' } });
});

it('has the relay know whom to tell where a person asks for that, without the password, and nobody where not', async () => {
  const { client } = await open({ web: { kind: 'slack', address: HOOK } });
  const told = async () =>
    (await rig.relay.store.watched()).map(({ alerts }) => JSON.parse(alerts) as object);
  await rig.pass(3 * MINUTE);
  expect(await told()).toEqual([]);
  expect((await client.alerts.show()).relay).toBe('off');
  expect((await client.alerts.set({ byRelay: true })).relay).toBe('asked');
  await rig.pass(2 * MINUTE);
  const { shop } = rig.practice.credentials.shopify;
  expect(await told()).toEqual([
    {
      language: 'sv',
      shop: expect.stringContaining(shop.split('.')[0] ?? ''),
      hours: from('00:00'),
      afterMinutes: 15,
      to: ['anna@example.com'],
      web: { kind: 'slack', address: HOOK },
    },
  ]);
  expect((await client.alerts.show()).relay, 'this relay has no mail server').toBe('noMail');
  const [before] = await rig.relay.store.watched();
  expect(before?.lastCameAt, 'it comes').toBeGreaterThan(rig.scheduler.now() - MINUTE);

  await client.alerts.set({ hours: from('08:00') });
  await rig.pass(2 * MINUTE);
  expect(await told()).toMatchObject([{ hours: from('08:00') }]);
  await client.alerts.off();
  await rig.pass(2 * MINUTE);
  expect(await told()).toEqual([]);
});

it('says that a relay is too old to tell, and does not ask it again and again', async () => {
  const { client } = await open({ byRelay: true });
  let asked = 0;
  rig.network = ({ url }) => {
    if (!url.endsWith('/v1/alerts')) return null;
    asked += 1;
    return Response.json({ error: { code: 'notFound', message: 'there is nothing here' } }, { status: 404 });
  };
  await client.alerts.set({ hours: from('08:00') });
  await rig.pass(30 * MINUTE);
  expect((await client.alerts.show()).relay).toBe('tooOld');
  expect(asked).toBe(1);
  rig.network = () => null;
  await rig.pass(60 * MINUTE);
  expect((await client.alerts.show()).relay).toBe('noMail');
});

it('tells also of the program’s own data that cannot be written, once, and that they can again', async () => {
  const { computer, client, mails } = await open();
  const { file } = computer.engine.ledger.get<{ file: string }>('PRAGMA database_list') ?? { file: '' };
  const holder = holdFile(file);
  try {
    await rig.pass(58 * MINUTE);
    expect(mails).toEqual([]);
    await rig.pass(20 * MINUTE);
  } finally {
    holder.release();
  }
  expect(subjects(mails)).toEqual([BEGUN]);
  expect(mails[0]?.text, 'nothing of where they lie').not.toContain('ledger.sqlite');
  await rig.pass(30 * MINUTE);
  expect(subjects(mails)).toEqual([BEGUN, OVER]);
  expect((await client.alerts.show()).standstills).toEqual([]);
});
