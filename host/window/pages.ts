/** The built window's files, held in memory: nothing but what was there at the start can be asked for. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

export interface Page {
  readonly type: string;
  readonly body: Buffer;
  /** Its name carries a hash of what is in it. */
  readonly isForever: boolean;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** By path: `/`, `/log.html`, `/assets/index-3fb2.js`. Null when the window was never built there. */
export function readPages(folder: string): ReadonlyMap<string, Page> | null {
  const pages = new Map<string, Page>();
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(folder.length + 1)
          .replaceAll('\\', '/'),
      );
  } catch {
    return null;
  }
  for (const name of names) {
    const type = types[extname(name)];
    if (type === undefined) continue;
    pages.set(`/${name}`, {
      type,
      body: readFileSync(join(folder, name)),
      isForever: name.startsWith('assets/'),
    });
  }
  const index = pages.get('/index.html');
  if (index === undefined) return null;
  pages.set('/', index);
  return pages;
}
