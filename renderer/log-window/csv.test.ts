import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCsv } from './csv.ts';

describe('the exported log', () => {
  it('opens right in Swedish Excel: byte order mark, semicolons, decimal commas, CRLF', () => {
    expect(
      toCsv(
        [
          ['Tid', 'Före'],
          ['2026-11-24 14:32:07', 2.75],
        ],
        true,
      ),
    ).toBe('\ufeffTid;Före\r\n2026-11-24 14:32:07;2,75\r\n');
  });

  it('keeps leading zeros and long numbers as they are', () => {
    expect(toCsv([['0042', '7310532109090', '12E5', '42']], true)).toBe(
      '\ufeff"=""0042""";"=""7310532109090""";"=""12E5""";42\r\n',
    );
  });

  it('lets no cell become a formula', () => {
    expect(toCsv([['=1+1', '@SUM(A1)', '-2', '+46']], true)).toBe("\ufeff'=1+1;'@SUM(A1);'-2;'+46\r\n");
  });

  it('reads back row by row whatever the texts are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ unit: 'binary' }), { minLength: 3, maxLength: 3 }), { minLength: 1 }),
        (rows) => {
          const read = parse(toCsv(rows, true), { delimiter: ';', bom: true, relax_column_count: true });
          expect(read.length).toBeLessThanOrEqual(rows.length);
          for (const row of read) expect(row.length).toBe(3);
        },
      ),
    );
  });
});
