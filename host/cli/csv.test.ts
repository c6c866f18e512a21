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

async function why(text: string | Buffer): Promise<Record<string, unknown>> {
  try {
    await read(text);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'badFile') return error.args;
  }
  throw new Error(`was accepted: ${stringify({ text: String(text) })}`);
}

const win = (text: string) => iconv.encode(text, 'windows-1252');
const wide = (text: string, encoding: 'utf-16le' | 'utf-16be' = 'utf-16le') =>
  iconv.encode(text, encoding, { addBOM: false });

describe('a list as people have it', () => {
  it.each<[what: string, list: string | Buffer, numbers: string[]]>([
    [
      'sep= in Windows-1252',
      win('sep=;\r\nArtikelnummer;Benämning\r\nA1;Kräfta\r\nA2;Båt\r\n'),
      ['A1', 'A2'],
    ],
    ['sep= against the commas', 'sep=;\nArtikelnummer;A,B,C\n1,5;x,y,z\n', ['1,5']],
    ['sep= and a tab', '\ufeffSEP=\t\r\nNamn\tArtikelnummer\r\nx\tA1\r\n', ['A1']],
    ['sep= that Excel saved again', '"sep=,"\nArtikelnummer,Namn\nA1,x\n', ['A1']],
    [
      'a title row',
      win('Artikellista 2026-11-28;;\r\nArtikelnummer;Benämning;Pris\r\nA1;x;1\r\nA2;y;1\r\n'),
      ['A1', 'A2'],
    ],
    ['title rows with commas', 'Lista, höst, 2026\n\nSolna\nArtikelnummer;Namn\nA1;x\n', ['A1']],
    ['a title row over one column', 'Artikellista\nArtikelnummer\nA1\n', ['A1']],
    ['Artikelnr', win('Artikelnr;Benämning\r\nA1;x\r\nA2;y\r\n'), ['A1', 'A2']],
    ['Artikelnr over one column', 'Artikelnr\nA1\n', ['A1']],
    ['Art.nr', 'Namn;Art.nr\nx;A1\n', ['A1']],
    ['Art. nr:', 'Namn;Art. nr:\nx;A1\n', ['A1']],
    ['SKU', 'Title,SKU\nx,A1\n', ['A1']],
    ['Variant SKU', 'Handle,Title,Variant SKU,Variant Price\nx,"X, y",A1,49\n', ['A1']],
    ['both words', 'SKU;Artikelnummer\nx;A1\n', ['A1']],
    ['="A1"', 'Artikelnummer;Namn\n="A1";x\n="00042";x\n', ['A1', '00042']],
    ['="A1" in quotes', 'Artikelnummer;Namn\n"=""A1""";x\n"=""A2""";x\n', ['A1', 'A2']],
    ['an inch mark', 'Artikelnummer;Namn\nA1;Skruv 3/4" x 10\nA2;y\n', ['A1', 'A2']],
    ['an inch mark in quotes', 'Artikelnummer;Namn\n"A1";"Skruv 3/4" x 10"\n"A2";"y"\n', ['A1', 'A2']],
    ['inch marks before the number', 'Namn;Artikelnummer\nSkruv 3/4";"A1"\nRör 1/2";A2\n', ['A1', 'A2']],
    ['an empty row first', ';;\r\nArtikelnummer;Namn;Pris\r\nA1;x;1\r\n', ['A1']],
    ['an empty column first', ';Artikelnummer;Namn\n;A1;x\n', ['A1']],
    ['UTF-16LE without BOM', wide('Artikelnummer\tNamn\r\nA1\tKräfta\r\nA2\tx\r\n'), ['A1', 'A2']],
    ['UTF-16BE without BOM', wide('Artikelnummer\tNamn\r\nA1\tKräfta\r\n', 'utf-16be'), ['A1']],
    ['UTF-16LE and 0x1A', Buffer.concat([wide('Artikelnummer\r\nA1\r\n'), Buffer.from([0x1a])]), ['A1']],
    ['a closing 0x1A', 'Artikelnummer;Namn\r\nA1;x\r\nA2;y\r\n\u001a', ['A1', 'A2']],
    ['a header with a blank', 'Artikelnummer ;Namn\na1;x\n', ['a1']],
  ])('%s', async (_what, list, numbers) => {
    expect(await read(list)).toEqual(numbers);
  });

  it('is refused, not guessed at, where several columns have no known title', async () => {
    expect(await why('Nr;Benämning;Pris\nA1;x;1\n')).toMatchObject({
      why: 'noTitle',
      titles: 'Nr | Benämning | Pris',
    });
    expect(await why('A1,A2,A3\n')).toMatchObject({ why: 'noTitle', titles: 'A1 | A2 | A3' });
    expect(await why('Lista 2026\nNr;Namn\nA1;x\n')).toMatchObject({ why: 'noTitle', titles: 'Nr | Namn' });
    const many = Array.from({ length: 30 }, (_, n) => `Kolumn ${n} ${'x'.repeat(50)}`).join(';');
    expect(String((await why(`${many}\n${many}\n`)).titles).length).toBeLessThan(600);
  });

  it('is refused where two columns have the same title', async () => {
    expect(await why('Artikelnummer;Namn;Art.nr\nA1;x;B1\n')).toMatchObject({
      why: 'severalTitles',
      titles: 'Artikelnummer | Art.nr',
    });
  });

  it('is refused as a workbook of Excel that is damaged or of the old kind', async () => {
    const start = [0x50, 0x4b, 3, 4, 0x14, 0, 6, 0];
    const whole = [...start, ...Buffer.from('xl/workbook.xml'), 0x50, 0x4b, 5, 6, ...Array(18).fill(0)];
    // Its ends are there and nothing that could be read between them.
    expect(await why(Buffer.from(start))).toMatchObject({ why: 'excelDamaged' });
    expect(await why(Buffer.from(whole))).toMatchObject({ why: 'excelDamaged' });
    expect(await why(Buffer.from(whole.slice(0, -20)))).toMatchObject({ why: 'excelDamaged' });
    expect(await why(Buffer.from('d0cf11e0a1b11ae100000000', 'hex'))).toMatchObject({ why: 'excelFile' });
    const zip = [...start, ...Buffer.from('bild.png'), 0x50, 0x4b, 5, 6, ...Array(18).fill(0)];
    expect(await why(Buffer.from(zip))).toMatchObject({ why: 'binary' });
  });

  it('loses no row to a quotation mark that nobody closed', async () => {
    expect((await why('Artikelnummer;Namn\n"A1";"Skruv 3/4""\n"A2";"y"\n')).why).toBe('badQuotes');
    expect(await read('Artikelnummer;Namn\nA1;"5" x 10\nA2;y"\nA3;x\n')).toEqual(['A1', 'A2', 'A3']);
  });
});

describe('a list of article numbers', () => {
  it('is one column, with or without a header', async () => {
    expect(await read('0042\n0043\n')).toEqual(['0042', '0043']);
    expect(await read('Artikelnummer\r\n0042\r\n\r\n0042\r\n 7 \r\n')).toEqual(['0042', '7']);
    expect(await read('Artikelnummer\nA,1\nB,2\n')).toEqual(['A,1', 'B,2']);
    expect(await read('0042;\r\n0043;\r\n')).toEqual(['0042', '0043']);
  });

  it('is a column of an export of EasyCashier', async () => {
    const header = '"Artikelnummer","Benämning","Försäljningspris (inkl. moms)"';
    expect(await read(`${header}\n"00-42,5","Kaffe, mörk ""extra""",49\nB,"två\nrader",1\nC,c,2`)).toEqual([
      '00-42,5',
      'B',
      'C',
    ]);
    expect(await read('Benämning;Artikelnummer;Antal\nKaffe;007;2,75\n')).toEqual(['007']);
    expect(await read('Benämning\tartikelnummer\nKaffe\t007\n')).toEqual(['007']);
  });

  it('may be Windows-1252, UTF-8 with a BOM, or UTF-16', async () => {
    expect(await read(iconv.encode('Artikelnummer;Benämning\nÅ1;Öl\n', 'windows-1252'))).toEqual(['Å1']);
    expect(await read('\ufeffArtikelnummer;Benämning\nÅ1;Öl\n')).toEqual(['Å1']);
    expect(await read(iconv.encode('Artikelnummer;Benämning\nÅ1;Öl\n', 'utf-16', { addBOM: true }))).toEqual([
      'Å1',
    ]);
  });

  it('is refused where Excel has broken a number, naming the line', async () => {
    expect(await why('Artikelnummer;B\n0042;x\n7,31E+12;y\n')).toMatchObject({
      why: 'excelDamage',
      line: 3,
      value: '7,31E+12',
    });
    expect(await why('1\n7.31059E+12\n')).toMatchObject({ why: 'excelDamage', line: 2 });
    expect(await read('1E5\nE+12\n12E\n')).toEqual(['1E5', 'E+12', '12E']);
  });

  it('is refused when it is empty, no text, or does not parse', async () => {
    expect((await why('')).why).toBe('empty');
    expect((await why('Artikelnummer\n')).why).toBe('empty');
    expect((await why(Buffer.from('GIF89a\u0000\u0000'))).why).toBe('binary');
    expect((await why('Artikelnummer;B\n"no end;x\n1;2')).why).toBe('badQuotes');
    expect(await why(`1\n${'9'.repeat(201)}`)).toMatchObject({ why: 'longNumber', line: 2 });
    // A row that keeps everybody else waiting, and a mark that swallows the file.
    expect(await why(`artnr\n1\n${'a;'.repeat(1_500_000)}`)).toMatchObject({ why: 'longRow', line: 3 });
    expect(await why(`artnr\n"${'x'.repeat(2_000_000)}`)).toMatchObject({ why: 'longRow', line: 2 });
  });

  it('is refused when it is not there or a folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'backoffice-csv-'));
    try {
      await expect(readArticleNumbers(join(folder, 'none.csv'))).rejects.toThrow(Refusal);
      await expect(readArticleNumbers(folder)).rejects.toThrow(Refusal);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('keeps a sign of two halves whole, wherever a piece ends', async () => {
    const many = Array.from({ length: 2_000 }, (_, n) => `${'🧦'.repeat(n % 90)}${n}`);
    expect(await read(`Artikelnummer\n${many.join('\n')}`)).toEqual(many);
  });

  it('is read piece by piece, with a turn for others in between, wherever a piece ends', async () => {
    const numbers = Array.from({ length: 30_000 }, (_, n) => `Å-${n}-🧦`);
    let turns = 0;
    let isDone = false;
    const others = async () => {
      for (; !isDone; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    };
    const going = others();
    const list = `Namn;Artikelnummer\n${numbers.map((number) => `"Öl, två\nrader";${number}`).join('\n')}`;
    expect(await read(list)).toEqual(numbers);
    isDone = true;
    await going;
    expect(turns).toBeGreaterThan(8);
  });

  it('reads back whatever article numbers are written', async () => {
    const number = fc
      .string({ unit: fc.constantFrom(...'0123456789AZaz-_.,;" åÅö/+'), minLength: 1, maxLength: 20 })
      .map((text) => text.trim())
      .filter((text) => text !== '' && !/^\d(?:[.,]\d+)?E\+\d{1,3}$/i.test(text));
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(number, { minLength: 1, maxLength: 30 }),
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('utf-8', 'utf-8-bom', 'windows-1252'),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        async (numbers, delimiter, encoding, newline, isFirst) => {
          const pair = (one: string, other: string) =>
            (isFirst ? [one, other] : [other, one]).join(delimiter);
          const rows = numbers.map((value) => pair(quote(value), 'Benämning å'));
          const text = [pair('Artikelnummer', 'Benämning'), ...rows].join(newline);
          const bytes = iconv.encode(text, encoding.replace('-bom', ''), {
            addBOM: encoding.endsWith('bom'),
          });
          expect(await parseArticleNumbers(bytes, 'x')).toEqual(numbers);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never fails in another way than badFile', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        try {
          for (const value of await parseArticleNumbers(Buffer.from(bytes), 'x'))
            expect(value).toBe(value.trim());
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
        }
      }),
      { numRuns: 500 },
    );
  });
});
