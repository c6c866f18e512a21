/** Plain tables: two spaces between columns, numbers to the right, no frame to get in the way of copying. */
import Table from 'cli-table3';
import { printableLine } from '../../../shared/words/control-characters.ts';
import type { Painted } from './terminal.ts';

export interface Column {
  readonly title: string;
  /** Numbers stand to the right. */
  readonly isNumber?: boolean;
}

const frameless = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** For a terminal: the titles stand out. */
export function paintedTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): (string | Painted)[] {
  const [titles = '', ...lines] = renderTable(columns, rows).split('\n');
  return [{ text: titles, colour: 'bold' }, ...lines.map((line) => `\n${line}`)];
}

export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const table = new Table({
    head: columns.map(({ title }) => title),
    colAligns: columns.map(({ isNumber }) => (isNumber ? 'right' : 'left')),
    chars: frameless,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows.map((row) => row.map((text) => printableLine(text))));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
