/** A relay whose store was set back gives numbers out twice: every computer notices, whether they have caught up with its own or not. */
import { afterEach, expect, it } from 'vitest';
import { readState } from '../../engine/ledger/engine-state.ts';
import type { Computer } from './computers.ts';
import { openShopRig, orderOne, type ShopRig } from './rig.ts';

const MINUTE = 60_000;
let rig: ShopRig;
afterEach(() => rig.close());

interface Numbers {
  head: number;
  oldest: number | null;
  store?: string;
}

const gaps = async ({ client }: Computer) =>
  (await client.activity.log({ events: ['relayGap'] })).lines.length;

/** A shop whose relay has given out numbers that were acknowledged. */
async function openAcknowledged(): Promise<Computer> {
  rig = await openShopRig();
  const computer = await rig.start('kassan');
  orderOne(rig);
  await rig.pass(MINUTE);
  expect(readState(computer.engine.ledger, 'relayNumbers').acknowledged).toBeGreaterThan(0);
  expect(await gaps(computer)).toBe(0);
  return computer;
}

/** Changes what the relay says of its numbers. */
function say(change: (numbers: Numbers) => object): void {
  rig.tamper = (path, answer) =>
    path === '/v1/events' ? { ...(answer as object), ...change(answer as Numbers) } : answer;
}

it('by the command that is run after a backup was put back, once', async () => {
  const computer = await openAcknowledged();
  // It came after the backup was made, and is not in it.
  rig.network = ({ url }) => (url.includes('/in/') ? new Response() : null);
  const { articleNumber } = orderOne(rig, { nth: 1 });
  const before = rig.balance(articleNumber);
  await rig.pass(MINUTE);
  rig.network = () => null;
  await rig.relay.store.restored(rig.scheduler.now());
  await rig.until(() => rig.balance(articleNumber) === before - 1, 10 * MINUTE);
  await rig.pass(10 * MINUTE);
  expect(await gaps(computer)).toBe(1);
  const next = orderOne(rig, { nth: 2 });
  const held = rig.balance(next.articleNumber);
  await rig.until(() => rig.balance(next.articleNumber) === held - 1, MINUTE);
});

it('by the store it says it is', async () => {
  const computer = await openAcknowledged();
  say(() => ({ store: 'another one', gap: null }));
  await rig.until(async () => (await gaps(computer)) === 1, 5 * MINUTE);
  await rig.pass(5 * MINUTE);
  expect(await gaps(computer)).toBe(1);
});

it('by what it holds again, where it does not say which store it is', async () => {
  const computer = await openAcknowledged();
  say((numbers) => ({ store: undefined, oldest: 1, head: numbers.head }));
  await rig.until(async () => (await gaps(computer)) === 1, 5 * MINUTE);
});

it('and one that says nothing of its store and was not set back is asked as before', async () => {
  const computer = await openAcknowledged();
  let stores = 0;
  rig.tamper = (_path, answer) => {
    const { store, ...older } = answer as Numbers;
    if (store !== undefined) stores += 1;
    return older;
  };
  for (const nth of [1, 2, 3]) {
    const { articleNumber } = orderOne(rig, { nth });
    const before = rig.balance(articleNumber);
    await rig.until(() => rig.balance(articleNumber) === before - 1, MINUTE);
  }
  await rig.pass(MINUTE);
  expect(stores).toBeGreaterThan(0);
  expect(await gaps(computer)).toBe(0);
  const { tenantId = '' } = readState(computer.engine.ledger, 'relay') ?? {};
  expect(await rig.relay.store.readTenant(tenantId)).toMatchObject({ bytes: 0, gap: null });
});
