/**
 * The text of a list, whatever a spreadsheet or an old program saved it as: UTF-8, UTF-16 with or without BOM, Windows-1252.
 * A workbook is told apart by how it begins, not by its name.
 */
import iconv from 'iconv-lite';

/** Why bytes are no list: a workbook in the old form, one that is cut, or no text at all. */
export type NoText = 'excelFile' | 'excelDamaged' | 'binary';

type ListText =
  | { readonly is: 'text'; readonly text: string }
  /** An .xlsx, as far as its beginning and its end tell. */
  | { readonly is: 'workbook' }
  | { readonly is: 'none'; readonly why: NoText };

const zipStart = Buffer.from('PK\u0003\u0004', 'latin1');
const zipEnd = Buffer.from('PK\u0005\u0006', 'latin1');
/** The end record of a zip file, with the longest comment it may carry, in bytes. */
const LONGEST_ZIP_END = 22 + 65_535;
/** How an .xls begins; it is a compound file, as are the other old Office formats. */
const compoundStart = Buffer.from('d0cf11e0a1b11ae1', 'hex');
/** Where a file is looked at for zeros: enough to tell UTF-16 from what is no text, in bytes. */
const SAMPLE = 4_096;

/** Never throws. What an old program closed the text with (0x1A) is not part of it. */
export function decodeList(bytes: Buffer): ListText {
  const workbook = asWorkbook(bytes);
  if (workbook !== null) return workbook;
  const text = decode(bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the sign with which DOS ended a text
  return text === null ? { is: 'none', why: 'binary' } : { is: 'text', text: text.replace(/\u001a\s*$/, '') };
}

function asWorkbook(bytes: Buffer): Exclude<ListText, { is: 'text' }> | null {
  if (startsWith(bytes, compoundStart)) return { is: 'none', why: 'excelFile' };
  if (!startsWith(bytes, zipStart)) return null;
  const isWhole = bytes.subarray(-LONGEST_ZIP_END).includes(zipEnd);
  if (!isWhole) return { is: 'none', why: 'excelDamaged' };
  return bytes.includes('xl/') ? { is: 'workbook' } : { is: 'none', why: 'binary' };
}

function startsWith(bytes: Buffer, start: Buffer): boolean {
  return bytes.subarray(0, start.length).equals(start);
}

function decode(bytes: Buffer): string | null {
  const wide = wideEncoding(bytes);
  // A closing 0x1A of one byte is half a character there.
  if (wide !== null) return iconv.decode(bytes.subarray(0, bytes.length & ~1), wide);
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return iconv.decode(bytes, 'windows-1252');
  }
}

/** By the BOM; without one by the zeros, which in a Latin text are every second byte and in UTF-8 are nowhere. */
function wideEncoding(bytes: Buffer): 'utf-16le' | 'utf-16be' | null {
  const start = bytes.subarray(0, 2).toString('hex');
  if (start === 'fffe') return 'utf-16le';
  if (start === 'feff') return 'utf-16be';
  const sample = bytes.subarray(0, SAMPLE);
  const zeros = [0, 0];
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  const many = sample.length * 0.4;
  if (even === 0 && odd >= many) return 'utf-16le';
  return odd === 0 && even >= many ? 'utf-16be' : null;
}
