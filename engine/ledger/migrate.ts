import { Refusal } from '../refusal.ts';
import type { Reader, Writer } from './database.ts';
import { foundation } from './migrations/0010-foundation.ts';
import { work } from './migrations/0020-work.ts';
import { relay } from './migrations/0030-relay.ts';
import { pendingRows } from './migrations/0040-pending-rows.ts';
import { articleList } from './migrations/0050-article-list.ts';
import { pulse } from './migrations/0060-pulse.ts';
import { stocktake } from './migrations/0070-stocktake.ts';
import { clocks } from './migrations/0080-clocks.ts';
import { effects } from './migrations/0100-effects.ts';
import { witness } from './migrations/0110-witness.ts';
import { falls } from './migrations/0120-falls.ts';
import { identity } from './migrations/0130-identity.ts';
import { salesRead } from './migrations/0140-sales-read.ts';
import { promised } from './migrations/0150-promised.ts';
import { fallsAsDeltas } from './migrations/0170-falls-as-deltas.ts';
import { retention } from './migrations/0180-retention.ts';
import { returns } from './migrations/0190-returns.ts';
import { unreadArticles } from './migrations/0200-unread-articles.ts';
import { storeMaps } from './migrations/0210-store-maps.ts';
import { waitingLines } from './migrations/0220-waiting-lines.ts';
import { listPages } from './migrations/0250-list-pages.ts';
import { openLines } from './migrations/0260-open-lines.ts';
import { goodsInDoubt } from './migrations/0270-goods-in-doubt.ts';
import { failingItems } from './migrations/0280-failing-items.ts';
import { goodsKnown } from './migrations/0290-goods-known.ts';
import { planState } from './migrations/0300-plan-state.ts';
import { carriesSince } from './migrations/0310-carries-since.ts';
import { fallenFirst } from './migrations/0320-fallen-first.ts';
import { openingTold } from './migrations/0330-opening-told.ts';
import { sameSince } from './migrations/0340-same-since.ts';
import { buffers } from './migrations/0360-buffers.ts';
import { boxChanges } from './migrations/0370-box-changes.ts';
import { logCaughtUp } from './migrations/0372-log-caught-up.ts';
import { levelMoved } from './migrations/0380-level-moved.ts';
import { runFilling } from './migrations/0390-run-filling.ts';
import { actors } from './migrations/0400-actors.ts';
import { logWeek } from './migrations/0401-log-week.ts';
import { readingKept } from './migrations/0402-reading-kept.ts';

interface Migration {
  readonly version: number;
  readonly sql: string;
  /** Fills what SQL alone cannot. */
  readonly fill?: (ledger: Writer) => void;
}

/** In order; ids are stepped by ten so that two branches seldom collide. */
export const migrations: readonly Migration[] = [
  foundation,
  work,
  relay,
  pendingRows,
  articleList,
  pulse,
  stocktake,
  clocks,
  effects,
  witness,
  falls,
  identity,
  salesRead,
  promised,
  fallsAsDeltas,
  retention,
  returns,
  unreadArticles,
  storeMaps,
  waitingLines,
  listPages,
  openLines,
  goodsInDoubt,
  failingItems,
  goodsKnown,
  planState,
  carriesSince,
  fallenFirst,
  openingTold,
  sameSince,
  buffers,
  boxChanges,
  logCaughtUp,
  levelMoved,
  runFilling,
  actors,
  logWeek,
  readingKept,
];

const newest = migrations.at(-1)?.version ?? 0;

/** The schema's version; 0: a new file. */
export const versionOf = (ledger: Reader) =>
  ledger.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;

/** The version of a ledger that `migrate` is about to change; null for a new file and for one that stays as it is. */
export function outdatedVersion(ledger: Reader): number | null {
  const version = versionOf(ledger);
  return version > 0 && version < newest ? version : null;
}

/**
 * Brings the ledger to the newest version, each step in a transaction of its own.
 * @throws Refusal `ledgerNewer` when a newer program has written it
 */
export function migrate(ledger: Writer, upTo: number = Number.POSITIVE_INFINITY): void {
  const version = () => versionOf(ledger);
  if (version() > newest) throw new Refusal('ledgerNewer', { version: version() });
  for (const migration of migrations) {
    if (migration.version <= version() || migration.version > upTo) continue;
    ledger.transaction(() => {
      for (const statement of statements(migration.sql)) ledger.run(statement);
      migration.fill?.(ledger);
      ledger.run(`PRAGMA user_version = ${migration.version}`);
    });
  }
}

/** Splits a script at the semicolons that end a line; a trigger's body stands on one line. */
function statements(sql: string): string[] {
  return sql
    .replace(/^--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}
