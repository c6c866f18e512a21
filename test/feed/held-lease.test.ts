/** What the relay says of who writes cannot be written down, because another program holds the ledger, or says nothing: then nobody goes by it. */
import { afterEach, expect, it } from 'vitest';
import { type Holder, holdFile } from '../programs/hold-file.ts';
import type { Computer } from './computers.ts';
import { openShopRig, orderOne, type ShopRig, startSecond } from './rig.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
let rig: ShopRig;
let holder: Holder | null = null;
afterEach(async () => {
  holder?.release();
  holder = null;
  await rig.close();
});

const fileOf = ({ engine }: Computer) =>
  engine.ledger.get<{ file: string }>('PRAGMA database_list')?.file ?? '';

/** Another computer has taken over while the first was away, and has booked an order. */
async function takenOver() {
  rig = await openShopRig();
  const first = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(MINUTE);
  const second = await startSecond(rig, first);
  await rig.pass(MINUTE);
  const file = fileOf(first);
  await first.stop();
  await rig.scheduler.runFor(second.client.webhooks.takeOver(), MINUTE);
  await rig.pass(3 * MINUTE);
  const { articleNumber } = orderOne(rig);
  const before = rig.balance(articleNumber);
  await rig.until(() => rig.balance(articleNumber) === before - 1, MINUTE);
  return { first, second, file, articleNumber, before };
}

it.each([
  ['that another computer writes', false],
  ['that another has written meanwhile', true],
])('%s', async (_what, isOtherGone) => {
  const { second, file, articleNumber, before, ...away } = await takenOver();
  if (isOtherGone) await second.stop();

  // Just while the relay answers.
  rig.network = ({ url }) => {
    if (holder === null && new URL(url).pathname.endsWith('/lease')) {
      holder = holdFile(file);
      void rig.scheduler.clock.sleep(2 * SECOND).then(() => holder?.release());
    }
    return null;
  };
  const first = await rig.restart(away.first);
  await rig.pass(15 * SECOND);
  expect(holder).not.toBeNull();
  expect(rig.balance(articleNumber), 'it is booked by the other').toBe(before - 1);
  await rig.pass(3 * MINUTE);
  expect(rig.balance(articleNumber)).toBe(before - 1);
  const status = await first.client.activity.status();
  expect(status.otherComputer?.name ?? null).toBe(isOtherGone ? null : 'kontoret');
  expect(status.troubles.ledger).toBeNull();
});

it.each<[what: string, answer: () => Response]>([
  ['in another shape', () => Response.json({ unexpected: true })],
  ["by a firewall's page", () => new Response('<html><body>Inloggning</body></html>', { status: 200 })],
  ['by a proxy that wants a login', () => new Response('', { status: 407 })],
  ['with 401 once', () => Response.json({ error: { code: 'unauthorized', message: '' } }, { status: 401 })],
])('nothing is written by a computer that was away, as long as it is answered %s', async (_what, answer) => {
  const { first, articleNumber, before } = await takenOver();
  let answers = 0;
  rig.network = ({ url }) => {
    if (!new URL(url).pathname.endsWith('/lease') || answers > 0) return null;
    answers += 1;
    return answer();
  };
  const earlier = first.sent.length;
  const back = await rig.restart(first);
  const [place] = rig.practice.places;
  rig.practice.easycashier.sell(articleNumber, place?.storeNumber ?? '', 1);
  await rig.pass(15 * SECOND);
  expect(answers).toBe(1);
  expect(rig.balance(articleNumber), 'the order is booked by the other').toBe(before - 2);
  expect(back.sent.slice(earlier).filter((what) => /Quantities|Stock$/.test(what))).toEqual([]);
  await rig.pass(3 * MINUTE);
  expect(rig.balance(articleNumber)).toBe(before - 2);
});
