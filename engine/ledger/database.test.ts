import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { Refusal } from '../refusal.ts';
import {
  countPlaceholders,
  type Ledger,
  openDatabase,
  type Reader,
  type SqlValue,
  type Writer,
} from './database.ts';
import { migrate } from './migrate.ts';
import { readSetting, writeSetting } from './settings.ts';

let ledger: Ledger;
beforeEach(() => {
  ledger = openDatabase({ path: ':memory:' });
  ledger.run('CREATE TABLE note (id INTEGER PRIMARY KEY, text ANY) STRICT');
});
afterEach(() => ledger.close());

const notes = () => ledger.all<{ text: unknown }>('SELECT text FROM note ORDER BY id').map((row) => row.text);
const insert = 'INSERT INTO note (text) VALUES (?)';

describe('what SQLite would take as NULL in silence', () => {
  const wrong: readonly [string, unknown][] = [
    ['undefined', undefined],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a boolean', true],
    ['an object', { text: 'x' }],
    ['a date', new Date()],
    ['an array', ['x']],
    ['a bigint', 1n],
    ['a function', () => 'x'],
  ];
  it.each(wrong)('is refused: %s', (_name, value) => {
    expect(() => ledger.run(insert, value as SqlValue)).toThrow(TypeError);
    expect(() => ledger.get('SELECT ? AS x', value as SqlValue)).toThrow(TypeError);
    expect(() => ledger.all('SELECT ? AS x', value as SqlValue)).toThrow(TypeError);
    expect(() => ledger.each('SELECT ? AS x', value as SqlValue)).toThrow(TypeError);
    expect(notes()).toEqual([]);
  });

  it.each([[[]], [['a', 'b']]])('is refused: %j for one placeholder', (values) => {
    expect(() => ledger.run(insert, ...values)).toThrow(/1 values expected/);
    expect(() => ledger.get('SELECT ? AS x', ...values)).toThrow(TypeError);
    expect(() => ledger.each('SELECT ? AS x', ...values)).toThrow(TypeError);
  });

  it('does not take a question mark in a text for a placeholder', () => {
    expect(countPlaceholders(`SELECT '?', "a?b", 'it''s ?', ? FROM note WHERE text = ?`)).toBe(2);
  });

  it('gives back what went in', () => {
    const value = fc.oneof(fc.string(), fc.maxSafeInteger(), fc.constant(null));
    fc.assert(
      fc.property(value, (given) => {
        expect(ledger.get<{ x: SqlValue }>('SELECT ? AS x', given)?.x).toBe(Object.is(given, -0) ? 0 : given);
      }),
    );
  });
});

describe('a transaction', () => {
  it('keeps everything or nothing', () => {
    expect(() =>
      ledger.transaction(() => {
        ledger.run(insert, 'a');
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(notes()).toEqual([]);
    expect(ledger.transaction(() => ledger.run(insert, 'b'))).toBe(1);
    expect(notes()).toEqual(['b']);
  });

  it('takes an inner one along', () => {
    expect(() =>
      ledger.transaction(() => {
        ledger.transaction(() => ledger.run(insert, 'inner'));
        ledger.run(insert, 'outer');
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(notes()).toEqual([]);
    ledger.transaction(() => ledger.transaction(() => ledger.run(insert, 'again')));
    expect(notes()).toEqual(['again']);
  });
});

describe('the handles', () => {
  it('tell readers from writers by type', () => {
    expectTypeOf<Writer>().toExtend<Reader>();
    expectTypeOf<Reader>().not.toExtend<Writer>();
    expectTypeOf<Reader>().not.toHaveProperty('run');
    expectTypeOf<Reader>().not.toHaveProperty('transaction');
  });

  it('read row by row while another statement writes', () => {
    for (const text of ['a', 'b', 'c']) ledger.run(insert, text);
    const seen: unknown[] = [];
    for (const row of ledger.each<{ text: unknown }>('SELECT text FROM note ORDER BY id')) {
      seen.push(row.text);
      ledger.run("UPDATE note SET text = 'x' WHERE id < 2");
    }
    expect(seen).toEqual(['a', 'b', 'c']);
  });
});

describe('a file in trouble', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const path = () => join(folder, 'ledger.sqlite');
  const refusalOf = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      if (error instanceof Refusal) return error.code;
      throw error;
    }
    return null;
  };
  const filled = () => {
    const made = openDatabase({ path: path() });
    migrate(made);
    made.transaction(() => {
      for (let n = 0; n < 2_000; n += 1) {
        made.run(
          `INSERT INTO article (article_number, article_id, name, barcode, is_stock_item, is_webshop, in_use, average_cost, search_text)
           VALUES (?, ?, ?, ?, 1, 1, 1, 1.5, ?)`,
          `A${n}`,
          `${n}`,
          'Namn',
          '',
          'namn',
        );
      }
    });
    return made;
  };

  it('gives back its pages, and is not written when it is opened once more', () => {
    filled().close();
    const { mtimeNs } = statSync(path(), { bigint: true });
    const again = openDatabase({ path: path() });
    expect(again.get('PRAGMA auto_vacuum')).toEqual({ auto_vacuum: 2 });
    again.close();
    expect(statSync(path(), { bigint: true }).mtimeNs).toBe(mtimeNs);
  });

  it('is refused when it is no database', () => {
    writeFileSync(path(), 'Detta är ingen databas, bara en text som är tillräckligt lång.'.repeat(100));
    expect(refusalOf(() => openDatabase({ path: path() }))).toBe('ledgerDamaged');
  });

  it('is refused when pages of it are spoiled', () => {
    filled().close();
    const bytes = readFileSync(path());
    bytes.fill(0xa5, 4_096 * 3, 4_096 * 12);
    writeFileSync(path(), bytes);
    expect(refusalOf(() => openDatabase({ path: path() }))).toBe('ledgerDamaged');
  });

  it('is refused when its end is missing', () => {
    filled().close();
    const bytes = readFileSync(path());
    writeFileSync(path(), bytes.subarray(0, bytes.length - 4_096 * 10));
    expect(refusalOf(() => openDatabase({ path: path() }))).toBe('ledgerDamaged');
  });

  it('says that the disk is full, keeps what it has and works again when there is room', () => {
    const made = filled();
    const pages = made.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0;
    made.get(`PRAGMA max_page_count = ${pages + 2}`);
    const fill = () =>
      made.transaction(() => {
        for (let n = 0; n < 5_000; n += 1) {
          made.run(
            'INSERT INTO sales (day, article_number, store_number, thousandths) VALUES (?, ?, ?, 1)',
            '2026-11-23',
            `A${n}`,
            '1',
          );
        }
      });
    expect(refusalOf(fill)).toBe('diskFull');
    expect(made.get<{ n: number }>('SELECT count(*) AS n FROM sales')?.n).toBe(0);
    made.get('PRAGMA max_page_count = 1000000');
    fill();
    expect(made.get<{ n: number }>('SELECT count(*) AS n FROM sales')?.n).toBe(5_000);
    made.close();
  });
});

describe('the count of changes', () => {
  it('grows with what changes and with what is taken back, not with what leaves everything as it was', () => {
    const counts = [ledger.changes];
    const count = (work: () => void) => {
      work();
      counts.push(ledger.changes);
    };
    count(() => void ledger.run(insert, 'a'));
    count(() => void ledger.run('DELETE FROM note WHERE text = ?', 'b'));
    count(() => void ledger.get('SELECT 1 FROM note'));
    count(() => {
      expect(() =>
        ledger.transaction(() => {
          ledger.run(insert, 'c');
          throw new Error('no');
        }),
      ).toThrow('no');
    });
    const steps = counts.slice(1).map((n, index) => n - (counts[index] ?? 0));
    expect(steps).toEqual([1, 0, 0, 2]);
  });

  it('keeps a setting that was read in a transaction taken back from being read again', () => {
    migrate(ledger);
    expect(readSetting(ledger, 'buffer')).toBe(0);
    expect(() =>
      ledger.transaction(() => {
        writeSetting(ledger, 'buffer', 3);
        expect(readSetting(ledger, 'buffer')).toBe(3);
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(readSetting(ledger, 'buffer')).toBe(0);
  });
});
