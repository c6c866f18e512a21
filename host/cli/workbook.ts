/** The cells of an Excel workbook (.xlsx), as text. */
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import readXlsx from 'read-excel-file/node';

/** All of a workbook, unpacked, in bytes: 100,000 articles with their descriptions fit several times. */
const MOST_UNPACKED = 256 * 1024 * 1024;
const DIRECTORY_END = Buffer.from('PK\u0005\u0006', 'latin1');
const DIRECTORY_ENTRY = 0x02014b50;
const DEFLATED = 8;
const unpack = promisify(inflateRaw);

/** Cells by row; a row's number in the sheet is its place here, from 1. */
type Sheet = readonly (readonly string[])[];
export type Workbook =
  | { readonly is: 'sheets'; readonly sheets: readonly Sheet[] }
  | { readonly is: 'none'; readonly why: 'excelDamaged' | 'tooLarge' };

/** Reads without holding anybody up. Never throws: a file that is damaged, or that unpacks to more than anybody has, says so. */
export async function readWorkbook(bytes: Buffer): Promise<Workbook> {
  try {
    if (!(await fits(bytes))) return { is: 'none', why: 'tooLarge' };
    // As it is stored: a number of thirteen digits is no 7,31E+12.
    const found = await readXlsx(bytes, { trim: false, parseNumber: (text: string) => text });
    return { is: 'sheets', sheets: found.map(({ data }) => data.map((row) => row.map(textOf))) };
  } catch {
    return { is: 'none', why: 'excelDamaged' };
  }
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  // Excel takes 1-2 for a day: told as the day that it shows, it is an article that is not there, and named.
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell);
}

/** What the file says of its own sizes may be a lie, so each part is unpacked, and no further than the limit. */
async function fits(bytes: Buffer): Promise<boolean> {
  let left = MOST_UNPACKED;
  for (const { packed, isDeflated } of partsOf(bytes)) {
    if (left <= 0) return false;
    try {
      left -= isDeflated ? (await unpack(packed, { maxOutputLength: left })).length : packed.length;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  }
  return left >= 0;
}

/** The parts of a zip file by its directory, which stands at its end. @throws RangeError where it leads out of the file */
function partsOf(bytes: Buffer): { packed: Buffer; isDeflated: boolean }[] {
  const end = bytes.lastIndexOf(DIRECTORY_END);
  const count = bytes.readUInt16LE(end + 10);
  const parts: { packed: Buffer; isDeflated: boolean }[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let n = 0; n < count; n += 1) {
    if (bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error('no directory');
    const size = bytes.readUInt32LE(at + 20);
    const start = bytes.readUInt32LE(at + 42);
    const data = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
    parts.push({
      packed: bytes.subarray(data, data + size),
      isDeflated: bytes.readUInt16LE(at + 10) === DEFLATED,
    });
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return parts;
}
