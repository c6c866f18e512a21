/**
 * Rows as a file that opens right in Swedish Excel: semicolons, a byte order mark, decimal commas. Article numbers are
 * written so that Excel leaves them alone: `="0042"` keeps its zeros.
 */

import { printableLine } from '../../shared/words/control-characters.ts';

type Cell = string | number | null;

/** Text a spreadsheet would take for a formula, by whatever sign of that meaning and after whatever blanks; or a number it would rewrite. */
const risky = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/;
const rewritten = /^(0\d+|\d{12,}|\d+[eE]\d+)$/;

function cellText(cell: Cell, decimalComma: boolean): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return decimalComma ? String(cell).replace('.', ',') : String(cell);
  const text = printableLine(cell);
  const shown = rewritten.test(text) ? `="${text}"` : risky.test(text) ? `'${text}` : text;
  return /[";\n\r]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}

/** With a byte order mark; lines end as on Windows. */
export function toCsv(rows: readonly (readonly Cell[])[], decimalComma: boolean): string {
  return `\ufeff${rows.map((row) => row.map((cell) => cellText(cell, decimalComma)).join(';')).join('\r\n')}\r\n`;
}
