import type { OurTime } from '../../shared/words/time.ts';
import type { Writer } from './database.ts';

interface Place {
  readonly articleNumber: string;
  readonly storeNumber: string;
}

const beginning: Place = { articleNumber: '', storeNumber: '' };
/** Positions looked at with one step: most have nothing to fold. */
const PLACES = 200;

/**
 * Replaces the movements of each position from before `before` with one opening movement of the same sum: after every step they add up to
 * its balance. A step goes on for some positions or `rows` movements, in one transaction; yields how many rows went.
 */
export function* foldMovements(ledger: Writer, before: OurTime, rows: number): Generator<number, void> {
  let reached: Place | null = beginning;
  while (reached !== null) {
    const from: Place = reached;
    const step = ledger.transaction(() => foldSome(ledger, before, from, rows));
    reached = step.reached;
    yield step.removed;
  }
}

function foldSome(
  ledger: Writer,
  before: OurTime,
  from: Place,
  rows: number,
): { reached: Place | null; removed: number } {
  let done = from;
  let looked = 0;
  let removed = 0;
  while (looked < rows) {
    const place = ledger.get<Place>(
      `SELECT article_number AS articleNumber, store_number AS storeNumber FROM movement
       WHERE (article_number, store_number) > (?, ?) ORDER BY article_number, store_number LIMIT 1`,
      done.articleNumber,
      done.storeNumber,
    );
    if (!place) return { reached: null, removed };
    const found = foldPlace(ledger, before, place, rows);
    removed += found.removed;
    looked += Math.max(found.looked, rows / PLACES);
    if (found.looked === rows) return { reached: done, removed }; // it has more
    done = place;
  }
  return { reached: done, removed };
}

/** The oldest of a position, at most `rows`, as one. */
function foldPlace(
  ledger: Writer,
  before: OurTime,
  { articleNumber, storeNumber }: Place,
  rows: number,
): { looked: number; removed: number } {
  const old = ledger.all<{ id: number; at: OurTime; thousandths: number }>(
    `SELECT id, at, thousandths FROM movement WHERE article_number = ? AND store_number = ? AND at < ?
     ORDER BY at, thousandths, id LIMIT ?`,
    articleNumber,
    storeNumber,
    before,
    rows,
  );
  const last = old.at(-1);
  if (old.length < 2 || last === undefined) return { looked: old.length, removed: 0 };
  ledger.run('UPDATE movement_fold SET before = ?', before);
  ledger.run(
    'DELETE FROM movement WHERE id IN (SELECT value FROM json_each(?))',
    JSON.stringify(old.map(({ id }) => id)),
  );
  ledger.run('UPDATE movement_fold SET before = 0');
  const sum = old.reduce((total, { thousandths }) => total + thousandths, 0);
  if (sum !== 0) {
    ledger.run(
      "INSERT INTO movement (at, article_number, store_number, thousandths, cause) VALUES (?, ?, ?, ?, 'opening')",
      last.at,
      articleNumber,
      storeNumber,
      sum,
    );
  }
  return { looked: old.length, removed: old.length - (sum === 0 ? 0 : 1) };
}
