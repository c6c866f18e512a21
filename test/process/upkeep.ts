/** What the nights and the lives of a ledger need to be tried in minutes: a ledger that is old, large, of an older version, or put back. */
import { cpSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { unbalancedPositions } from '../../engine/ledger/balances.ts';
import { type Ledger, openDatabase } from '../../engine/ledger/database.ts';
import { readState, writeState } from '../../engine/ledger/engine-state.ts';
import { readIdentity } from '../../engine/ledger/identity.ts';
import { examine } from '../../engine/ledger/size.ts';
import type { World } from './world.ts';

/** Instants of a night; those of the copy are also in the lanes of everyday life. */
/** Instants of a move to another computer, and of taking it back. */
export const movePoints = ['move:silent', 'move:released', 'move:file-kept'] as const;
export const takenBackPoint = 'move:taken-back';

export const upkeepPoints = [
  'retention:step-done',
  'retention:step-done:2',
  'retention:step-done:5',
] as const;
/** Instants of a ledger that finds that it is not the one that wrote last. */
export const newLifePoints = ['life:begun', 'life:kept'] as const;
/** … and the one at which it has what the relay knew of the life before. Each of the others leads to it. */
export const inheritedPoint = 'lease:inherited';

const DAY = 24 * 3_600_000;
const files = ['ledger.sqlite', 'ledger.sqlite-wal', 'ledger.sqlite-shm'];

/** The ledger, for as long as `work` lasts; nobody else has it. */
function withLedger<T>({ dataDir }: World, work: (ledger: Ledger) => T): T {
  const ledger = openDatabase({ path: join(dataDir, 'ledger.sqlite') });
  try {
    return work(ledger);
  } finally {
    ledger.close();
  }
}

/** So many lines of the log: a file that takes a while to copy. */
export function fill(world: World, lines: number, at: number): void {
  withLedger(world, (ledger) =>
    ledger.run(
      `INSERT INTO log (at, event, cause, result, args)
       WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?)
       SELECT ?, 'activated', 'settings', 'ok', printf('{"n":"%0200d"}', n) FROM n`,
      lines,
      at,
    ),
  );
}

/** All that has happened so far happened 14 months ago, and the night's work is still to be done. */
export function age(world: World): void {
  const ago = 425 * DAY;
  withLedger(world, (ledger) =>
    ledger.transaction(() => {
      // What has happened stays as it is: but for this once.
      const kept = ledger.all<{ name: string; sql: string }>(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'movement'",
      );
      for (const { name } of kept) ledger.run(`DROP TRIGGER ${name}`);
      for (const [table, ...columns] of [
        ['movement', 'at'],
        ['log', 'at'],
        ['batch', 'created_at', 'settled_at'],
        ['booking', 'created_at', 'sent_at', 'settled_at'],
        ['run', 'started_at', 'finished_at'],
      ] as const)
        ledger.run(
          `UPDATE ${table} SET ${columns.map((column) => `${column} = ${column} - ${ago}`).join(', ')}`,
        );
      for (const { sql } of kept) ledger.run(sql);
    }),
  );
  wantNight(world);
}

/** The night's work is to be done once more. */
export function wantNight(world: World): void {
  withLedger(world, (ledger) => writeState(ledger, 'lastNight', ''));
}

/** Rows of long ago that are still there, and positions whose movements do not add up to their balance. */
export function leftover(world: World): { old: number; unbalanced: number } {
  return withLedger(world, (ledger) => ({
    old:
      ledger.get<{ n: number }>('SELECT count(*) AS n FROM log WHERE at < ?', Date.now() - 400 * DAY)?.n ?? 0,
    unbalanced: unbalancedPositions(ledger).length,
  }));
}

/** How far each plan was made, the oldest first. */
export function planStates(world: World): string[] {
  return withLedger(world, (ledger) =>
    ledger.all<{ state: string }>('SELECT state FROM plan ORDER BY created_at').map(({ state }) => state),
  );
}

/** Lines of long ago that are still there, while the program writes. */
export function oldLines({ dataDir }: World): number {
  const reader = new DatabaseSync(join(dataDir, 'ledger.sqlite'), { readOnly: true, timeout: 10_000 });
  const row = reader.prepare('SELECT count(*) AS n FROM log WHERE at < ?').get(Date.now() - 400 * DAY);
  reader.close();
  return Number(row?.n);
}

/** The copies that are there, and whether each is whole. */
export function copiesOf({ dataDir }: World): { name: string; integrity: string }[] {
  const folder = join(dataDir, 'copies');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => {
      if (!name.endsWith('.sqlite')) return { name, integrity: 'part' };
      const copy = openDatabase({ path: join(folder, name), durability: 'none' });
      const { integrity } = examine(copy);
      copy.close();
      return { name, integrity };
    });
}

/** An older version, and what takes from a ledger what came after it. */
export const OLDER = 220;
const undo = [
  'ALTER TABLE shop_level DROP COLUMN was_kept',
  'DROP INDEX log_sold',
  'DROP INDEX log_other',
  'DROP INDEX log_actor',
  'ALTER TABLE log DROP COLUMN actor_id',
  'ALTER TABLE run DROP COLUMN actor_id',
  'ALTER TABLE inbox DROP COLUMN actor_id',
  'DROP TABLE actor',
  'ALTER TABLE run DROP COLUMN filled_to',
  'ALTER TABLE shop_level DROP COLUMN moved_until',
  'DROP INDEX log_caught_up',
  'DROP TABLE box_change_row',
  'DROP TABLE box_change',
  'DROP TABLE buffer',
  'ALTER TABLE shop_level DROP COLUMN same_since',
  'DROP TABLE opening_told',
  'DROP INDEX cell_fallen',
  'DROP INDEX shop_item_carries_since',
  'ALTER TABLE shop_item DROP COLUMN carries_since',
  'DROP INDEX waiting_line_sku',
  'CREATE INDEX waiting_line_sku ON waiting_line (sku) WHERE inventory_item_id IS NULL',
  'ALTER TABLE plan DROP COLUMN state',
  'DROP TABLE goods_known',
  'DROP TABLE failing_item',
  'ALTER TABLE shop_item DROP COLUMN left_article',
  'ALTER TABLE order_effect DROP COLUMN untold',
  'DROP TRIGGER booking_line_added',
  'DROP TRIGGER booking_line_moved',
  'DROP TRIGGER booking_opened_or_closed',
  'DROP INDEX booking_line_open',
  'ALTER TABLE booking_line DROP COLUMN is_open',
  'CREATE INDEX booking_line_article ON booking_line (article_number)',
  'ALTER TABLE article DROP COLUMN list_page',
];

const goodsKnownTriggers = (ledger: Ledger) =>
  ledger
    .all<{ name: string }>(
      "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'goods_known%'",
    )
    .map(({ name }) => `DROP TRIGGER ${name}`);

/** The ledger as that version had it. */
export function makeOlder(world: World): void {
  withLedger(world, (ledger) => {
    for (const statement of [...goodsKnownTriggers(ledger), ...undo, `PRAGMA user_version = ${OLDER}`])
      ledger.run(statement);
  });
}

export const versionOf = (world: World) =>
  withLedger(
    world,
    (ledger) => ledger.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0,
  );

/** A copy of the ledger's files under a name, and how it is put back, as a person does it. */
export function copyAway({ dataDir }: World): () => void {
  const kept = join(dataDir, 'kept.sqlite');
  cpSync(join(dataDir, 'ledger.sqlite'), kept);
  return () => {
    for (const file of files) rmSync(join(dataDir, file), { force: true });
    cpSync(kept, join(dataDir, 'ledger.sqlite'));
  };
}

const keychainOf = ({ dataDir }: World) => join(dataDir, 'keychain.json');

/** What the keychain knows of the ledger as it is now. */
export function seedKeychain(world: World, shop: string): void {
  const witness = withLedger(world, (ledger) => ({
    ...readIdentity(ledger),
    at: Date.now(),
    caughtUpAt: readState(ledger, 'caughtUpAt'),
    shop,
  }));
  writeFileSync(keychainOf(world), JSON.stringify({ 'ledger.witness': JSON.stringify(witness) }));
}
