/** What the engine does while nothing happens: it looks, and the disk has nearly nothing to take. */
import { afterEach, expect, it } from 'vitest';
import { readState } from '../../engine/ledger/engine-state.ts';
import { epochMs, shopTime } from '../../shared/words/time.ts';
import { endLives, MINUTE, newFolder, world } from './lives.ts';

afterEach(endLives);

const SECOND = 1_000;

it('writes down a few times a minute up to when the orders were taken in, and never more than is so', async () => {
  const shop = world();
  const secrets = new Map();
  const folder = newFolder();
  let isCutOff = false;
  const start = () =>
    shop.start(folder, secrets, 2, {
      within: (ports) => ({
        ...ports,
        http: (request) => (isCutOff ? Promise.reject(new TypeError('fetch failed')) : ports.http(request)),
      }),
    });
  let life = await start();
  await shop.connect(life.engine);
  await shop.activate(life.engine);
  await shop.pass(5 * MINUTE);

  const noted: number[] = [];
  shop.onMilestone = (name) => {
    if (name !== 'orders:before-cursor') return;
    const caughtUpAt = epochMs(readState(life.engine.ledger, 'caughtUpAt') ?? shopTime(0));
    const agoMs = shop.rig.scheduler.now() - caughtUpAt;
    expect(agoMs, 'never later than now').toBeGreaterThanOrEqual(0);
    expect(agoMs, 'nor long ago').toBeLessThan(15 * SECOND);
    noted.push(caughtUpAt);
  };
  await shop.pass(10 * MINUTE);
  shop.onMilestone = () => undefined;
  expect(noted.length, 'it has looked').toBeGreaterThan(200);
  expect(new Set(noted).size).toBeLessThan(70);

  const absences = async () =>
    (await life.engine.client.activity.log({ events: ['caughtUp'] })).lines.map(({ args }) => args.minutes);
  isCutOff = true;
  await shop.pass(7 * MINUTE);
  isCutOff = false;
  await shop.pass(5 * MINUTE);
  expect(await absences(), 'nobody answered').toEqual([7]);
  await life.stop();
  await shop.pass(9 * MINUTE);
  life = await start();
  await shop.pass(MINUTE);
  expect(await absences(), 'the computer was off').toEqual([9, 7]);
});
