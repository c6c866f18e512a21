/**
 * Article numbers from a list or an export of EasyCashier: `,` `;` or tab, UTF-8 with or without BOM, Windows-1252.
 * Article numbers stay text: leading zeros are kept, and what Excel has broken is refused rather than guessed at.
 */
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import { Refusal } from '../../engine/refusal.ts';

const MAX_BYTES = 100 * 1024 * 1024;
const MAX_NUMBER_LENGTH = 200;
const HEADER = 'artikelnummer';
/** `7,31E+12`, `7.31059E+12`: what Excel makes of a long number. A real article number may hold E, but not with a sign. */
const excelDamage = /^\d(?:[.,]\d+)?E\+\d{1,3}$/i;

type Why =
  | 'missing'
  | 'unreadable'
  | 'tooLarge'
  | 'empty'
  | 'binary'
  | 'excelDamage'
  | 'badQuotes'
  | 'longNumber';

function refuse(file: string, why: Why, more: Record<string, string | number> = {}): Refusal {
  return new Refusal('badFile', { file, why, ...more });
}

function decode(bytes: Buffer, file: string): string {
  const hasWideBom = bytes.length >= 2 && ['fffe', 'feff'].includes(bytes.subarray(0, 2).toString('hex'));
  if (hasWideBom) return iconv.decode(bytes, 'utf-16');
  if (bytes.includes(0)) throw refuse(file, 'binary');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return iconv.decode(bytes, 'windows-1252');
  }
}

/** The delimiter that the first line holds most of, outside quotes. One column has none: `;` then, as commas are legal in article numbers. */
function sniffDelimiter(text: string): string {
  const [firstLine = ''] = text.trimStart().split(/\r\n|\n|\r/, 1);
  const bare = firstLine.replaceAll(/"(?:[^"]|"")*"/g, '');
  const counted = [';', '\t', ','].map((sign) => ({ sign, count: bare.split(sign).length - 1 }));
  const best = counted.reduce((one, other) => (other.count > one.count ? other : one));
  return best.count === 0 ? ';' : best.sign;
}

interface Row {
  readonly record: readonly string[];
  readonly line: number;
}

function parseRows(text: string, file: string): Row[] {
  try {
    const rows = parse(text, {
      delimiter: sniffDelimiter(text),
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
      bom: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    // `lines` counts where the row ends.
    return rows.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    const line = error instanceof Error && 'lines' in error ? Number(error.lines) : 1;
    throw refuse(file, 'badQuotes', { line });
  }
}

/** Each number once, in the order of the file. `file` is only named in refusals. */
export function parseArticleNumbers(bytes: Buffer, file: string): string[] {
  const rows = parseRows(decode(bytes, file), file);
  const titles = (rows[0]?.record ?? []).map((title) => title.trim().toLowerCase());
  const headed = titles.indexOf(HEADER);
  const column = Math.max(0, headed);
  const numbers = new Set<string>();
  for (const { record, line } of headed === -1 ? rows : rows.slice(1)) {
    const value = (record[column] ?? '').trim();
    if (value === '') continue;
    if (excelDamage.test(value)) throw refuse(file, 'excelDamage', { line, value });
    if (value.length > MAX_NUMBER_LENGTH) throw refuse(file, 'longNumber', { line });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a control character means that this is no text
    if (/[\u0000-\u0008\u000e-\u001f]/.test(value)) throw refuse(file, 'binary');
    numbers.add(value);
  }
  if (numbers.size === 0) throw refuse(file, 'empty');
  return [...numbers];
}

export function readArticleNumbers(path: string): string[] {
  const file = basename(path);
  let bytes: Buffer;
  try {
    if (statSync(path).size > MAX_BYTES) throw refuse(file, 'tooLarge');
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw refuse(file, isMissing ? 'missing' : 'unreadable');
  }
  return parseArticleNumbers(bytes, file);
}
