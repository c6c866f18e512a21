/** What a request asks for. The target comes from anybody: it is taken apart, never resolved as an address. */
export interface RequestTarget {
  /** As it was written, from its slash on; nothing is decoded and no `..` followed. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Null: not the form in which a page is asked for (`*`, `http://…`). Never throws: `new URL('//', …)` would. */
export function readTarget(written: string): RequestTarget | null {
  if (!written.startsWith('/')) return null;
  const mark = written.indexOf('?');
  const path = mark === -1 ? written : written.slice(0, mark);
  return { path, query: new URLSearchParams(mark === -1 ? '' : written.slice(mark + 1)) };
}
