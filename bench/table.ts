import type { Row } from './figure.ts';

const mark = (isMet: boolean | null) => (isMet === null ? '·' : isMet ? 'ok' : 'FAILED');

/** The rows under each other, each with its goal, and what they were measured under. */
export function toTable(
  rows: readonly Row[],
  under: Readonly<Record<string, string | number | undefined>>,
): string {
  const lines = rows.map((row) => [mark(row.isMet), row.what, row.value, row.goal]);
  const table = [['', 'figure', 'measured', 'goal'], ...lines];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((line) => line[column]?.length ?? 0)));
  const text = table.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const conditions = Object.entries(under).map(([name, value]) => `${name} ${value}`);
  return `${text.join('\n')}\n\n${conditions.join(' · ')}\n`;
}
