import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Refusal } from '../refusal.ts';
import { listArticles } from './article-list.ts';
import { type Ledger, openDatabase, type Writer } from './database.ts';
import { migrate, migrations } from './migrate.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'migrate-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What died here is a process: what it has written the next one finds, on the disk or on its way there. */
const open = (name: string) =>
  openDatabase({ path: join(folder, name, 'ledger.sqlite'), durability: 'process' });
const fresh = () => openDatabase({ path: ':memory:' });
const versionOf = (ledger: Ledger) =>
  ledger.get<{ user_version: number }>('PRAGMA user_version')?.user_version;
const schemaOf = (ledger: Ledger) =>
  ledger.all<{ name: string; sql: string | null }>('SELECT name, sql FROM sqlite_schema ORDER BY name');

/** A handle whose `run` tells before each statement; throwing there ends the migration. */
const watched = (ledger: Ledger, before: () => void): Writer => ({
  ...ledger,
  run: (sql, ...values) => {
    before();
    return ledger.run(sql, ...values);
  },
});

class Death extends Error {}

it('has ascending versions', () => {
  const versions = migrations.map((migration) => migration.version);
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
});

describe.each(migrations.map((migration, n) => [migration.version, n] as const))(
  'migration %i',
  (version, n) => {
    const previous = migrations[n - 1]?.version ?? 0;

    it('works on its own from the one before, and changes nothing the second time', () => {
      const ledger = fresh();
      migrate(ledger, previous);
      expect(versionOf(ledger)).toBe(previous);
      migrate(ledger, version);
      expect(versionOf(ledger)).toBe(version);
      const schema = schemaOf(ledger);
      migrate(ledger, version);
      expect(schemaOf(ledger)).toEqual(schema);
      ledger.close();
    });

    it('survives a death before every one of its statements', () => {
      const reference = fresh();
      migrate(reference, version);
      const start = fresh();
      migrate(start, previous);
      const [before, after] = [schemaOf(start), schemaOf(reference)];
      let statements = 0;
      const count = () => {
        statements += 1;
      };
      migrate(watched(start, count), version);
      expect(statements).toBeGreaterThan(1);

      mkdirSync(join(folder, 'previous'));
      const former = open('previous');
      migrate(former, previous);
      former.close();

      for (let fatal = 1; fatal <= statements; fatal += 1) {
        cpSync(join(folder, 'previous'), join(folder, `a${fatal}`), { recursive: true });
        const alive = open(`a${fatal}`);
        let passed = 0;
        const die = () => {
          passed += 1;
          if (passed < fatal) return;
          // What the disk holds at the moment of death is what the next start finds.
          cpSync(join(folder, `a${fatal}`), join(folder, `b${fatal}`), { recursive: true });
          throw new Death();
        };
        expect(() => migrate(watched(alive, die), version)).toThrow(Death);
        expect(schemaOf(alive)).toEqual(before);
        alive.close();

        const next = open(`b${fatal}`);
        expect(versionOf(next)).toBe(previous);
        expect(schemaOf(next)).toEqual(before);
        migrate(next, version);
        expect(schemaOf(next)).toEqual(after);
        next.close();
      }
    });
  },
);

it('makes the articles of an older ledger findable', () => {
  const ledger = fresh();
  migrate(ledger, 40);
  ledger.run("INSERT INTO article VALUES ('0042', '1', 'ÅKERBÄR', '7310865004703', 1, 1, 1, 10.0, 0, 0)");
  migrate(ledger);
  expect(listArticles(ledger, { search: 'åker 4703', limit: 10 }).articleNumbers).toEqual(['0042']);
});

it('refuses a ledger that a newer program has written, and leaves it as it is', () => {
  const ledger = fresh();
  migrate(ledger);
  ledger.run('PRAGMA user_version = 9990');
  const attempt = () => migrate(ledger);
  expect(attempt).toThrow(Refusal);
  expect(attempt).toThrow('ledgerNewer');
  expect(versionOf(ledger)).toBe(9_990);
});
