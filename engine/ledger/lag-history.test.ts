import { expect, it } from 'vitest';
import { ourTime } from '../../shared/words/time.ts';
import { openDatabase } from './database.ts';
import { historyOf, noteComparison, noteLag } from './lag-history.ts';
import { migrate } from './migrate.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const now = Date.UTC(2026, 10, 24, 14, 25);

function openLedger() {
  const ledger = openDatabase({ path: ':memory:', durability: 'none' });
  migrate(ledger);
  /** The change that has waited longest came then; null: nothing waits. */
  const waitingSince = (at: number | null) => {
    ledger.run('DELETE FROM cell');
    if (at !== null) {
      ledger.run("INSERT INTO cell (article_number, store_number, dirty_since) VALUES ('1', '1', ?)", at);
      ledger.run("INSERT INTO cell (article_number, store_number, dirty_since) VALUES ('2', '1', ?)", at + 1);
    }
  };
  return { ledger, waitingSince };
}

it('keeps the longest wait of every quarter, and knows nothing of those in which it did not run', () => {
  const { ledger, waitingSince } = openLedger();
  waitingSince(now - 20_000);
  noteLag(ledger, ourTime(now - 5_000));
  noteLag(ledger, ourTime(now));
  waitingSince(null);
  noteLag(ledger, ourTime(now + 1_000));
  noteLag(ledger, ourTime(now - 30 * MINUTE));
  const { waits } = historyOf(ledger, ourTime(now + 1_000));
  expect(waits).toHaveLength(96);
  expect(waits.at(-1)).toEqual({ at: Date.UTC(2026, 10, 24, 14, 15), longest: 20_000 });
  expect(waits.at(-2)?.longest).toBeNull();
  expect(waits.at(-3)).toEqual({ at: Date.UTC(2026, 10, 24, 13, 45), longest: 0 });
  expect(waits[0]?.at).toBe(Date.UTC(2026, 10, 23, 14, 30));
  expect(waits.filter(({ longest }) => longest !== null)).toHaveLength(2);
});

it('writes nothing while nothing waits any longer than it did', () => {
  const { ledger } = openLedger();
  noteLag(ledger, ourTime(now));
  const { changes } = ledger;
  noteLag(ledger, ourTime(now + 5_000));
  noteLag(ledger, ourTime(now + 10_000));
  expect(ledger.changes).toBe(changes);
});

it('keeps the most that differed on each of the last 30 days of the shop', () => {
  const { ledger } = openLedger();
  noteComparison(ledger, ourTime(now), 0);
  noteComparison(ledger, ourTime(now - 2 * MINUTE), 3);
  noteComparison(ledger, ourTime(now - 60 * MINUTE), 1);
  // 22:30 UTC on the 21st is 23:30 in Stockholm, 23:30 UTC is the next day.
  noteComparison(ledger, ourTime(Date.UTC(2026, 10, 21, 22, 30)), 7);
  noteComparison(ledger, ourTime(Date.UTC(2026, 10, 21, 23, 30)), 5);
  const { days } = historyOf(ledger, ourTime(now));
  expect(days).toHaveLength(30);
  expect(days.slice(-4)).toEqual([
    { day: '2026-11-21', differing: 7 },
    { day: '2026-11-22', differing: 5 },
    { day: '2026-11-23', differing: null },
    { day: '2026-11-24', differing: 3 },
  ]);
  expect(days[0]).toEqual({ day: '2026-10-26', differing: null });
});

it('names every day once, whenever it is asked, also when the clocks are set', () => {
  const { ledger } = openLedger();
  for (let at = Date.UTC(2026, 9, 24); at < Date.UTC(2026, 10, 27); at += 7 * 60 * MINUTE) {
    const days = historyOf(ledger, ourTime(at)).days.map(({ day }) => day);
    expect(new Set(days).size).toBe(30);
    for (const [index, day] of days.entries()) {
      const before = days[index - 1];
      if (before !== undefined) expect(Date.parse(day) - Date.parse(before)).toBe(DAY);
    }
  }
});
