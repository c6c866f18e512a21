/** Lists as Excel saves them: what stands in a cell is taken as it stands. */
import { deflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import writeXlsx from 'write-excel-file/node';
import { asRefusal } from '../failure.ts';
import { parseBuffers } from './buffer-csv.ts';
import { parseArticleNumbers } from './csv.ts';

type Cell = string | number | Date | null;
const cellOf = (value: Cell) =>
  value === null ? null : value instanceof Date ? { value, format: 'yyyy-mm-dd' } : { value };

async function workbook(...sheets: readonly (readonly (readonly Cell[])[])[]): Promise<Buffer> {
  const pages = sheets.map((rows, n) => ({
    sheet: `Blad${n + 1}`,
    data: rows.map((row) => row.map(cellOf)),
  }));
  return writeXlsx(pages).toBuffer();
}
const numbersIn = async (bytes: Buffer) => parseArticleNumbers(bytes, 'lista.xlsx');
const refusalFor = async (bytes: Buffer) =>
  asRefusal(await numbersIn(bytes).catch((error: unknown) => error))?.args;

it('gives the article numbers as they stand: zeros in front, thirteen digits, a quotation mark', async () => {
  const bytes = await workbook([
    ['Mina webbartiklar', null],
    [],
    ['Benämning', 'Artikelnr'],
    ['Kaffe', '00042'],
    ['Tröja', 7310002375833],
    ['Skruv 3/4" x 10', 'S"1'],
    [null, null],
    ['Mössa', ' A1 '],
  ]);
  expect(await numbersIn(bytes)).toEqual(['00042', '7310002375833', 'S"1', 'A1']);
});

it('is read from the sheet that names its article numbers', async () => {
  const bytes = await workbook([['Att göra'], ['Ring Anna']], [['Artikelnummer'], ['A1'], ['A2']]);
  expect(await numbersIn(bytes)).toEqual(['A1', 'A2']);
  expect(await numbersIn(await workbook([], [['A1'], ['A2']]))).toEqual(['A1', 'A2']);
});

it('names a day for what it is: Excel made it of a number such as 1-2', async () => {
  expect(await numbersIn(await workbook([['SKU'], [new Date(Date.UTC(2026, 1, 1))]]))).toEqual([
    '2026-02-01',
  ]);
});

it('gives buffers too', async () => {
  const bytes = await workbook([
    ['Artikelnummer', 'Butik', 'Buffert'],
    ['00042', null, 2],
    ['A1', '1', '-'],
  ]);
  expect(await parseBuffers(bytes, 'lista.xlsx')).toEqual([
    { articleNumber: '00042', storeNumber: null, units: 2 },
    { articleNumber: 'A1', storeNumber: '1', units: null },
  ]);
});

it('is refused with the row of the sheet where something is wrong', async () => {
  const bytes = await workbook([['Artikelnummer'], [], ['7,31E+12']]);
  expect(await refusalFor(bytes)).toMatchObject({ why: 'excelDamage', line: 3 });
});

it('is refused where it is cut, anywhere, or holds nothing', async () => {
  const bytes = await workbook([['Artikelnummer'], ['A1']]);
  for (const length of [4, 100, bytes.length - 400, bytes.length - 22])
    expect(await refusalFor(bytes.subarray(0, length))).toMatchObject({ why: 'excelDamaged' });
  const torn = Buffer.from(bytes);
  torn.fill(0xff, 60, 200);
  expect(await refusalFor(torn)).toMatchObject({ why: 'excelDamaged' });
  expect(await refusalFor(await workbook([]))).toMatchObject({ why: 'empty' });
});

it('is refused where some kilobytes unpack to more than anybody has, whatever the file says of its sizes', async () => {
  const packed = deflateRawSync(Buffer.alloc(300 * 1024 * 1024));
  expect(packed.length).toBeLessThan(1024 * 1024);
  expect(await refusalFor(zipOf('xl/worksheets/sheet1.xml', packed))).toMatchObject({ why: 'tooLarge' });
});

/** A zip file of one part, which says that it is small. */
function zipOf(name: string, packed: Buffer): Buffer {
  const small = 100;
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(small, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), common, Buffer.from(name), packed]);
  const central = Buffer.concat([
    Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'),
    common,
    Buffer.alloc(14),
    Buffer.from(name),
  ]);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 0, 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}
