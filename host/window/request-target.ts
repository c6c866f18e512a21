/**
 * The path that a request asks for: as it was written, from its slash on; nothing is decoded and no `..` followed. The target comes from anybody:
 * it is taken apart, never resolved as an address. Null: not the form in which a page is asked for (`*`, `http://…`). Never throws: `new URL('//', …)` would.
 */
export function pathAsked(written: string): string | null {
  if (!written.startsWith('/')) return null;
  const mark = written.indexOf('?');
  return mark === -1 ? written : written.slice(0, mark);
}
