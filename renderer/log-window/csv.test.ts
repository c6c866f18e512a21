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

  it.each(['=1+1', '\t=1+1', ' =1+1', '\n=1+1', '\r\n@SUM(A1)', '\u00a0-2', '\uff1d1+1', '\u0000=1+1'])(
    'lets no cell become a formula by what stands before it: %j',
    (name) => {
      const [[cell = ''] = []] = parse(toCsv([[name]], true), {
        delimiter: ';',
        bom: true,
        relax_quotes: true,
      });
      expect(cell).toMatch(/^['\ufffd]/);
    },
  );

  it('holds nothing that acts where the file is shown by a terminal, nor a line that a name has begun', () => {
    const text = toCsv([['Tröja\u001b]52;c;cm0=\u0007\u202eTXT', 'röd\n2026-11-24;FORGED']], true);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
    expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(text.split(/\r?\n/)).toHaveLength(2);
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
