import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'node:querystring';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../engine/refusal.ts';
import { parseArticleNumbers, readArticleNumbers } from './csv.ts';

const read = (text: string | Buffer) => parseArticleNumbers(Buffer.from(text), 'lista.csv');

function why(text: string | Buffer): Record<string, unknown> {
  try {
    read(text);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'badFile') return error.args;
  }
  throw new Error(`was accepted: ${stringify({ text: String(text) })}`);
}

describe('a list of article numbers', () => {
  it('is one column, with or without a header', () => {
    expect(read('0042\n0043\n')).toEqual(['0042', '0043']);
    expect(read('Artikelnummer\r\n0042\r\n\r\n0042\r\n 7 \r\n')).toEqual(['0042', '7']);
    expect(read('A,1\nB,2\n')).toEqual(['A', 'B']);
  });

  it('is a column of an export of EasyCashier', () => {
    const header = '"Artikelnummer","Benämning","Försäljningspris (inkl. moms)"';
    expect(read(`${header}\n"00-42,5","Kaffe, mörk ""extra""",49\nB,"två\nrader",1\nC,c,2`)).toEqual([
      '00-42,5',
      'B',
      'C',
    ]);
    expect(read('Benämning;Artikelnummer;Antal\nKaffe;007;2,75\n')).toEqual(['007']);
    expect(read('Benämning\tartikelnummer\nKaffe\t007\n')).toEqual(['007']);
  });

  it('may be Windows-1252, UTF-8 with a BOM, or UTF-16', () => {
    expect(read(iconv.encode('Artikelnummer;Benämning\nÅ1;Öl\n', 'windows-1252'))).toEqual(['Å1']);
    expect(read('\ufeffArtikelnummer;Benämning\nÅ1;Öl\n')).toEqual(['Å1']);
    expect(read(iconv.encode('Artikelnummer;Benämning\nÅ1;Öl\n', 'utf-16', { addBOM: true }))).toEqual([
      'Å1',
    ]);
  });

  it('is refused where Excel has broken a number, naming the line', () => {
    expect(why('Artikelnummer;B\n0042;x\n7,31E+12;y\n')).toMatchObject({
      why: 'excelDamage',
      line: 3,
      value: '7,31E+12',
    });
    expect(why('1\n7.31059E+12\n')).toMatchObject({ why: 'excelDamage', line: 2 });
    expect(read('1E5\nE+12\n12E\n')).toEqual(['1E5', 'E+12', '12E']);
  });

  it('is refused when it is empty, no text, or does not parse', () => {
    expect(why('').why).toBe('empty');
    expect(why('Artikelnummer\n').why).toBe('empty');
    expect(why(Buffer.from('PK\u0003\u0004\u0000\u0000xlsx')).why).toBe('binary');
    expect(why('A;B\n"no end;x\n1;2').why).toBe('badQuotes');
    expect(why(`1\n${'9'.repeat(201)}`)).toMatchObject({ why: 'longNumber', line: 2 });
  });

  it('is refused when it is not there or a folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'backoffice-csv-'));
    try {
      expect(() => readArticleNumbers(join(folder, 'none.csv'))).toThrow(Refusal);
      expect(() => readArticleNumbers(folder)).toThrow(Refusal);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('reads back whatever article numbers are written', () => {
    const number = fc
      .string({ unit: fc.constantFrom(...'0123456789AZaz-_.,;" åÅö/+'), minLength: 1, maxLength: 20 })
      .map((text) => text.trim())
      .filter((text) => text !== '' && !/^\d(?:[.,]\d+)?E\+\d{1,3}$/i.test(text));
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(
        fc.uniqueArray(number, { minLength: 1, maxLength: 30 }),
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('utf-8', 'utf-8-bom', 'windows-1252'),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        (numbers, delimiter, encoding, newline, isFirst) => {
          const pair = (one: string, other: string) =>
            (isFirst ? [one, other] : [other, one]).join(delimiter);
          const rows = numbers.map((value) => pair(quote(value), 'Benämning å'));
          const text = [pair('Artikelnummer', 'Benämning'), ...rows].join(newline);
          const bytes = iconv.encode(text, encoding.replace('-bom', ''), {
            addBOM: encoding.endsWith('bom'),
          });
          expect(parseArticleNumbers(bytes, 'x')).toEqual(numbers);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never fails in another way than badFile', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          for (const value of parseArticleNumbers(Buffer.from(bytes), 'x')) expect(value).toBe(value.trim());
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
        }
      }),
      { numRuns: 500 },
    );
  });
});
