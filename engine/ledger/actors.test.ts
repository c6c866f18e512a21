import { expect, it } from 'vitest';
import { ourTime, shopTime } from '../../shared/words/time.ts';
import { openTestLedger } from '../testing/test-ledger.ts';
import { actorId, findActor, forgetActors } from './actors.ts';
import { listBoxChanges } from './box-changes.ts';
import { openDatabase } from './database.ts';
import { closeInbox, endInbox, findInbox, listInbox, openInbox } from './inbox.ts';
import { readLog, writeLog } from './log-lines.ts';
import { migrate } from './migrate.ts';
import { listRuns } from './runs.ts';
import { articleStory } from './story.ts';

const anna = { person: 'anna', computer: 'KASSAN' };
const everything = { limit: 10 };
const newest = { at: ourTime(9), id: 'z' };

it('knows somebody again, and tells two computers of one person apart', () => {
  const ledger = openTestLedger();
  const id = actorId(ledger, anna);
  expect(actorId(ledger, { ...anna })).toBe(id);
  expect(actorId(ledger, { ...anna, computer: 'KONTORET' })).not.toBe(id);
  const nameless = actorId(ledger, { person: null, computer: 'KASSAN' });
  expect(findActor(ledger, id)).toEqual(anna);
  expect(findActor(ledger, nameless)).toEqual({ person: null, computer: 'KASSAN' });
  expect([actorId(ledger, undefined), findActor(ledger, null)]).toEqual([null, null]);
});

it('invents nobody for what was done before it was written down', () => {
  const ledger = openDatabase({ path: ':memory:', durability: 'none' });
  migrate(ledger, 390);
  ledger.run(
    "INSERT INTO log (at, event, article_number, cause, result, args) VALUES (1, 'webshopChanged', '7', 'webshopFlag', 'info', '{}')",
  );
  ledger.run("INSERT INTO run (run_id, kind, state, started_at, total) VALUES ('r', 'sync', 'done', 1, 0)");
  ledger.run(
    "INSERT INTO inbox (inbox_id, subject, kind, args, choices, opened_at, resolved_at, choice) VALUES ('q', 'sku:1:x', 'unknownSku', '{}', '[]', 1, 2, 'ignore')",
  );
  ledger.run("INSERT INTO box_change VALUES ('b', 1, 1, NULL)");
  ledger.run("INSERT INTO box_change_row VALUES ('b', '7', 'done', 1)");
  migrate(ledger);
  const found = [
    ...readLog(ledger, {}, everything),
    ...articleStory(ledger, '7', 10),
    ...listRuns(ledger, newest, 10),
    ...listInbox(ledger, true),
    ...listBoxChanges(ledger, newest, 10),
  ];
  expect(found.map(({ by }) => by)).toEqual([null, null, null, null, null]);
});

it('takes an answer for somebody’s only while it stands', () => {
  const ledger = openTestLedger();
  const subject = { kind: 'openOrders', at: shopTime(1) } as const;
  const question = { id: 'q', subject, kind: 'openOrders', args: {}, choices: ['book'] } as const;
  const ask = (at: number) =>
    openInbox(ledger, { ...question, choices: [...question.choices], at: ourTime(at) });
  ask(1);
  closeInbox(ledger, 'q', { choice: 'book', at: ourTime(2), by: anna });
  expect(findInbox(ledger, 'q')?.by).toEqual(anna);
  endInbox(ledger, subject, ourTime(3));
  expect(findInbox(ledger, 'q')?.by, 'it ended by itself').toBeNull();
  ask(4);
  expect(findInbox(ledger, 'q')).toMatchObject({ by: null, choice: null });
  const answered = readLog(ledger, { events: ['inboxResolved'] }, everything);
  expect(
    answered.map(({ by }) => by),
    'the log keeps it',
  ).toEqual([anna]);
});

it('forgets somebody of whose acts nothing is kept', () => {
  const ledger = openTestLedger();
  writeLog(ledger, { at: ourTime(1), event: 'paused', cause: 'settings', result: 'info', by: anna });
  actorId(ledger, { person: 'bo', computer: 'KASSAN' });
  expect(forgetActors(ledger)).toBe(1);
  expect(readLog(ledger, {}, everything)[0]?.by).toEqual(anna);
  ledger.run('DELETE FROM log');
  expect(forgetActors(ledger)).toBe(1);
  expect(ledger.all('SELECT * FROM actor')).toEqual([]);
});
