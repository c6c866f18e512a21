/**
 * Article numbers from a list or an export of EasyCashier or Shopify: a workbook of Excel, or text with `,` `;` or tab, a `sep=` line, title
 * rows above the header.
 * Article numbers stay text: leading zeros are kept, and what Excel has broken is refused rather than guessed at. Which column holds them is
 * said by its title; of several columns none is chosen without one.
 */
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { type Options, type Parser, parse } from 'csv-parse';
import { parse as parseAtOnce } from 'csv-parse/sync';
import { Refusal } from '../../engine/refusal.ts';
import { decodeList, type NoText } from './list-text.ts';
import { readWorkbook } from './workbook.ts';

const MAX_BYTES = 100 * 1024 * 1024;
const MAX_NUMBER_LENGTH = 200;
/** Where the header is looked for, in rows that hold anything. */
export const HEADER_WITHIN = 20;
/** Of one row: many pages of description fit, and no row that somebody has made to keep us busy. */
const ROW_CHARACTERS = 1024 * 1024;
/** Rows of many pages of description included. */
const HEADER_CHARACTERS = 1024 * 1024;
/** Rows that are looked through at once. */
const ROWS_AT_ONCE = 10_000;
/** How much of a wrong header is repeated in the refusal. */
const TITLES_NAMED = 12;
const TITLE_LENGTH = 40;
/** The titles of an article number, as `bareTitle` leaves them: EasyCashier's word goes before a shop's SKU. */
const knownTitles: readonly ReadonlySet<string>[] = [
  new Set(['artikelnummer', 'artikelnr', 'artnummer', 'artnr', 'articlenumber', 'articleno', 'artno']),
  new Set(['variantsku', 'sku']),
];
/** In the order they are preferred where a text fits several: commas are legal in article numbers. */
const delimiters = [';', '\t', ','] as const;
type Delimiter = (typeof delimiters)[number];
/** `7,31E+12`, `7.31059E+12`: what Excel makes of a long number. A real article number may hold E, but not with a sign. */
export const excelDamage = /^\d(?:[.,]\d+)?E\+\d{1,3}$/i;

type Why =
  | NoText
  | 'missing'
  | 'unreadable'
  | 'tooLarge'
  | 'empty'
  | 'excelDamage'
  | 'badQuotes'
  | 'longNumber'
  | 'longRow'
  | 'noTitle'
  | 'severalTitles'
  | 'noBufferTitle'
  | 'notWholeNumber';

/** The list cannot be used. */
export function refuse(file: string, why: Why, more: Record<string, string | number> = {}): Refusal {
  return new Refusal('badFile', { file, why, ...more });
}

interface Row {
  readonly record: readonly string[];
  /** Where the row ends. */
  readonly line: number;
}

export interface Parsed {
  readonly rows: readonly Row[];
  /** Every quotation mark was one of a pair; else such pairs still stand around some values. */
  readonly isStrict: boolean;
}

/** Where the article numbers are: below `header`, -1 for none, in `column`. */
interface Place {
  readonly header: number;
  readonly column: number;
}

/**
 * Each number once, in the order of the file. `file` is only named in refusals. A large one is read piece by piece with a turn for everybody
 * else in between: the window's host is the engine's. @throws Refusal `badFile`
 */
export async function parseArticleNumbers(bytes: Buffer, file: string): Promise<string[]> {
  const { rows, isStrict } = await parseTable(bytes, file);
  const { header, column } = placeOf(rows, file);
  const numbers = new Set<string>();
  for (const [n, { record, line }] of rows.entries()) {
    if (n % ROWS_AT_ONCE === 0) await turn();
    if (n <= header) continue;
    const value = meantBy(record[column] ?? '', isStrict);
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

/** The rows of a list that hold anything, whatever separates its columns. @throws Refusal `badFile` */
export async function parseTable(bytes: Buffer, file: string): Promise<Parsed> {
  const decoded = decodeList(bytes);
  if (decoded.is === 'none') throw refuse(file, decoded.why);
  if (decoded.is === 'workbook') return tableOf(bytes, file);
  const { text, sep } = withoutSepLine(decoded.text);
  await turn();
  return parseRows(text, sep ?? sniffDelimiter(text), file);
}

/** Of several sheets the first that names its article numbers, else the first that holds anything. @throws Refusal `badFile` */
async function tableOf(bytes: Buffer, file: string): Promise<Parsed> {
  const workbook = await readWorkbook(bytes);
  if (workbook.is === 'none') throw refuse(file, workbook.why);
  const sheets = workbook.sheets
    .map((sheet) => sheet.map((record, n) => ({ record, line: n + 1 })).filter(isFilled))
    .filter(({ length }) => length > 0);
  const isTitled = (rows: readonly Row[]) =>
    rows.slice(0, HEADER_WITHIN).some(({ record }) => knownColumns(record).length > 0);
  // A quotation mark in a cell is a quotation mark.
  return { rows: sheets.find(isTitled) ?? sheets[0] ?? [], isStrict: true };
}

const isFilled = ({ record }: Row) => record.some((cell) => cell.trim() !== '');

/** `sep=;` above everything tells Excel, and us, what separates. The line stays, empty, so that line numbers are those of the file. */
function withoutSepLine(text: string): { text: string; sep: Delimiter | null } {
  const found = /^\ufeff?\s*"?sep=([;,\t])"?[;,\t ]*(?=\r|\n|$)/i.exec(text);
  if (!found) return { text, sep: null };
  return { text: text.slice(found[0].length), sep: found[1] as Delimiter };
}

/** The delimiter under which a known title stands by itself, the one with most columns beside it; else the one with most columns at all. */
function sniffDelimiter(text: string): Delimiter {
  const tried = delimiters.map((delimiter) => {
    const rows = firstRecords(text, delimiter);
    const titled = rows.find((record) => knownColumns(record).length > 0);
    const width = Math.max(0, ...(titled ? [titled.length] : rows.map(({ length }) => length)));
    return { delimiter, isTitled: titled !== undefined, width };
  });
  const isAnyTitled = tried.some(({ isTitled }) => isTitled);
  const possible = tried.filter(({ isTitled }) => isTitled === isAnyTitled);
  return possible.reduce((one, other) => (other.width > one.width ? other : one)).delimiter;
}

/** The rows that hold anything, with stray quotation marks left alone; none where they do not parse. */
function firstRecords(text: string, delimiter: Delimiter): string[][] {
  try {
    return parseAtOnce(text.slice(0, HEADER_CHARACTERS), {
      ...lenient(delimiter),
      skip_records_with_empty_values: true,
      to: HEADER_WITHIN,
    });
  } catch {
    return [];
  }
}

const strict = (delimiter: Delimiter) =>
  ({
    delimiter,
    relax_column_count: true,
    skip_empty_lines: true,
    bom: true,
    max_record_size: ROW_CHARACTERS,
  }) satisfies Options;

/** `Skruv 3/4" x 10` is an inch mark, and so it is between quotation marks that nobody doubled. */
const lenient = (delimiter: Delimiter) => ({ ...strict(delimiter), relax_quotes: true }) satisfies Options;

async function parseRows(text: string, delimiter: Delimiter, file: string): Promise<Parsed> {
  try {
    return { rows: await recordsOf(text, strict(delimiter)), isStrict: true };
  } catch {
    // Some quotation mark is not a pair's. Such a mark must never swallow the rows below it.
    const rows = await leniently(text, delimiter, file);
    const torn = rows.find(({ record }) => record.some((cell) => /[\r\n]/.test(cell)));
    if (torn) throw refuse(file, 'badQuotes', { line: torn.line });
    return { rows, isStrict: false };
  }
}

async function leniently(text: string, delimiter: Delimiter, file: string): Promise<Row[]> {
  try {
    return await recordsOf(text, lenient(delimiter));
  } catch (error) {
    const line = error instanceof Error && 'lines' in error ? Number(error.lines) : 1;
    const isLong = error instanceof Error && 'code' in error && error.code === 'CSV_MAX_RECORD_SIZE';
    throw refuse(file, isLong ? 'longRow' : 'badQuotes', { line });
  }
}

/** Signs that are parsed at once: some milliseconds. */
const PIECE = 32 * 1024;
const ENDS_IN_HALF_A_SIGN = /[\ud800-\udbff]$/;

async function recordsOf(text: string, options: Options): Promise<Row[]> {
  const parser = parse({ ...options, info: true });
  void feed(parser, text);
  const rows: Row[] = [];
  for await (const { record, info } of parser as AsyncIterable<{
    record: string[];
    info: { lines: number };
  }>) {
    if (record.some((cell) => cell.trim() !== '')) rows.push({ record, line: info.lines });
  }
  return rows;
}

/** What is wrong with the text whoever reads from the parser is told. */
async function feed(parser: Parser, text: string): Promise<void> {
  await turn();
  for (let from = 0; from < text.length && !parser.destroyed; ) {
    const piece =
      text.slice(from, from + PIECE).replace(ENDS_IN_HALF_A_SIGN, '') || text.slice(from, from + 1);
    parser.write(piece);
    from += piece.length;
    await turn();
  }
  if (!parser.destroyed) parser.end();
}

/** @throws Refusal `badFile` where several columns hold something and no title, or more than one, says which holds the numbers */
function placeOf(rows: readonly Row[], file: string): Place {
  const header = rows.slice(0, HEADER_WITHIN).findIndex(({ record }) => knownColumns(record).length > 0);
  const titles = rows[header]?.record ?? [];
  const [column, another] = knownColumns(titles);
  if (column === undefined) return { header: -1, column: onlyColumn(rows, file) };
  if (another === undefined) return { header, column };
  throw refuse(file, 'severalTitles', { titles: named([titles[column], titles[another]]) });
}

/** The columns with a title of the first kind that the row has any of. */
export function knownColumns(record: readonly string[]): number[] {
  for (const titles of knownTitles) {
    const columns = record.flatMap((cell, column) => (titles.has(bareTitle(cell)) ? [column] : []));
    if (columns.length > 0) return columns;
  }
  return [];
}

/** `Art. nr:` and `ART-NR` are `artnr`. */
export const bareTitle = (cell: string) =>
  meantBy(cell, false)
    .toLowerCase()
    .replaceAll(/[\s._:\-#]/g, '');

/** What a cell means: Excel's `="0042"` is 0042, which keeps the zeros. */
export function meantBy(cell: string, isStrict: boolean): string {
  const value = cell.trim();
  const inner = (isStrict ? /^=\s*"(.*)"$/s : /^=?\s*"(.*)"$/s).exec(value)?.[1];
  return inner === undefined ? value : inner.replaceAll('""', '"').trim();
}

function onlyColumn(rows: readonly Row[], file: string): number {
  const columns = new Set(
    rows.flatMap(({ record }) => record.flatMap((cell, index) => (cell.trim() === '' ? [] : [index]))),
  );
  const [only = 0, another] = columns;
  if (another === undefined) return only;
  const titles = rows.find(({ record }) => record.filter((cell) => cell.trim() !== '').length > 1) ?? rows[0];
  throw refuse(file, 'noTitle', { titles: named(titles?.record ?? []) });
}

/** For a sentence: what stands in a header, each cut short. */
export function named(titles: readonly (string | undefined)[]): string {
  const full = titles.map((title = '') => meantBy(title, false)).filter((title) => title !== '');
  const short = full.map((title) =>
    title.length > TITLE_LENGTH ? `${title.slice(0, TITLE_LENGTH)}…` : title,
  );
  return [...short.slice(0, TITLES_NAMED), ...(short.length > TITLES_NAMED ? ['…'] : [])].join(' | ');
}

/** The numbers of a file. @throws Refusal `badFile` */
export async function readArticleNumbers(path: string): Promise<string[]> {
  return parseArticleNumbers(readList(path), basename(path));
}

/** A list's bytes. @throws Refusal `badFile` */
export function readList(path: string): Buffer {
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
  return bytes;
}
