import { expect, it } from 'vitest';
import { monotonicTime, ourTime } from '../../shared/words/time.ts';
import { cachedUntilChange } from './cached-until-change.ts';
import { openDatabase } from './database.ts';
import { writeLog } from './log-lines.ts';
import { migrate } from './migrate.ts';
import { trafficOf } from './traffic.ts';

const HOUR = 3_600_000;
const now = Date.UTC(2026, 10, 24, 14, 25);

function openLedger() {
  const ledger = openDatabase({ path: ':memory:', durability: 'none' });
  migrate(ledger);
  return ledger;
}

it('counts what was sent and booked in each of the last 24 hours', () => {
  const ledger = openLedger();
  const write = (at: number, event: 'pushed' | 'booked' | 'trouble') =>
    writeLog(ledger, { at: ourTime(at), event, cause: 'sale', result: 'ok' });
  write(now, 'pushed');
  write(now - 20 * 60_000, 'pushed');
  write(now - HOUR, 'booked');
  write(now - HOUR, 'trouble');
  write(now - 23 * HOUR, 'booked');
  write(now - 24 * HOUR, 'pushed');
  const { hours, oldestWaitingAt } = trafficOf(ledger, ourTime(now));
  expect(hours).toHaveLength(24);
  expect(hours[23]).toEqual({ at: Date.UTC(2026, 10, 24, 14), pushed: 2, booked: 0 });
  expect(hours[22]).toEqual({ at: Date.UTC(2026, 10, 24, 13), pushed: 0, booked: 1 });
  expect(hours[0]).toEqual({ at: Date.UTC(2026, 10, 23, 15), pushed: 0, booked: 1 });
  expect(hours.reduce((sum, hour) => sum + hour.pushed + hour.booked, 0)).toBe(4);
  expect(oldestWaitingAt).toBeNull();
});

it('finds an answer anew when the ledger has changed, and a costly one not all the time', () => {
  const ledger = openLedger();
  let clock = now;
  let asked = 0;
  const answer = cachedUntilChange(
    ledger,
    () => monotonicTime(clock),
    () => {
      asked += 1;
      clock += 10;
      return asked;
    },
  );
  const change = () => writeLog(ledger, { at: ourTime(now), event: 'pushed', cause: 'sale', result: 'ok' });
  expect(answer()).toBe(1);
  expect(answer()).toBe(1);
  change();
  expect(answer(), 'it took 10 ms: for 500 ms the old one will do').toBe(1);
  clock += 500;
  expect(answer()).toBe(2);
  clock += 60_000;
  expect(answer(), 'nothing has changed').toBe(2);
});
