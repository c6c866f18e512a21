/** A list of buffers: article number, buffer, and a store where the row is of one. */
import { basename } from 'node:path';
import { readUnits } from '../../shared/words/buffer-units.ts';
import {
  bareTitle,
  excelDamage,
  HEADER_WITHIN,
  knownColumns,
  meantBy,
  named,
  parseTable,
  readList,
  refuse,
} from './csv.ts';

export interface BufferRow {
  readonly articleNumber: string;
  /** Null: in every store. */
  readonly storeNumber: string | null;
  /** Null: no buffer of its own any more. */
  readonly units: number | null;
}

const bufferTitles = new Set(['buffert', 'buffer']);
const storeTitles = new Set(['butik', 'butiksnummer', 'butiksnr', 'store', 'storenumber']);
/** Every row with a buffer, as they stand. @throws Refusal `badFile` */
export async function readBuffers(path: string): Promise<BufferRow[]> {
  return parseBuffers(readList(path), basename(path));
}

export async function parseBuffers(bytes: Buffer, file: string): Promise<BufferRow[]> {
  const { rows, isStrict } = await parseTable(bytes, file);
  const header = rows.slice(0, HEADER_WITHIN).findIndex(({ record }) => columnOf(record, bufferTitles) >= 0);
  const titles = rows[header]?.record ?? [];
  const [article = -1] = knownColumns(titles);
  if (article < 0) throw refuse(file, 'noBufferTitle', { titles: named((rows[0]?.record ?? []).slice()) });
  const buffer = columnOf(titles, bufferTitles);
  const store = columnOf(titles, storeTitles);
  const read = rows.slice(header + 1).flatMap(({ record, line }): BufferRow[] => {
    const cell = (column: number) => meantBy(record[column] ?? '', isStrict);
    const [articleNumber, text] = [cell(article), cell(buffer)];
    if (articleNumber === '' || text === '') return [];
    if (excelDamage.test(articleNumber)) throw refuse(file, 'excelDamage', { line, value: articleNumber });
    const units = readUnits(text);
    if (units === undefined) throw refuse(file, 'notWholeNumber', { line, value: text });
    return [{ articleNumber, storeNumber: cell(store) === '' ? null : cell(store), units }];
  });
  if (read.length === 0) throw refuse(file, 'empty');
  return read;
}

const columnOf = (record: readonly string[], titles: ReadonlySet<string>) =>
  record.findIndex((cell) => titles.has(bareTitle(cell)));
