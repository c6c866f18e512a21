/** What the window weighs: the script that is fetched before anything is shown, and all that may come later. */
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtPages } from '../../host/window/build.ts';

const output = fileURLToPath(new URL('../../out/renderer', import.meta.url));
const BUDGET_KB = 300;
/** Charts, the log's columns, the guide: each is there once it is opened. */
const GRAPH_KB = 500;

const read = (path: string) => readFileSync(join(output, path), 'utf8');
const gzipKb = (paths: Iterable<string>) =>
  [...paths].reduce((sum, path) => sum + gzipSync(read(path), { level: 9 }).length, 0) / 1_000;

const beside = (from: string, to: string) => posix.join(posix.dirname(from), to);
/** `import … from "./x.js"`, `import "./x.js"`, `export … from "./x.js"`. */
const staticImport =
  /(?:^|[;}\s])(?:import|export)\s*(?:[\w*{}$,\s]+?from\s*)?["'](\.{1,2}\/[^"']+\.js)["']/g;
const anyImport = /["'`](\.{1,2}\/[^"'`]+\.js)["'`]/g;

/** A person fetches the words of one language: the longer ones are counted, with what is there before anything is shown. */
const isWords = (path: string) => /\/words-(sv|en)-/.test(path);

/** Every file that can be reached from the page's scripts by imports of this kind. */
function reached(page: string, kind: RegExp): Set<string> {
  const scripts = [...read(page).matchAll(/<script[^>]+src="\.\/([^"]+)"/g)].map(([, path]) => path ?? '');
  const found = new Set(scripts);
  for (const path of found) {
    for (const [, to = ''] of read(path).matchAll(kind)) found.add(beside(path, to));
  }
  return found;
}

describe('the weight of the window', () => {
  beforeAll(async () => {
    await builtPages(() => undefined);
  });

  it('is told of its own list of preloads, so that the count misses nothing', () => {
    const preloaded = [...read('index.html').matchAll(/modulepreload"[^>]+href="\.\/([^"]+)"/g)];
    const first = reached('index.html', staticImport);
    for (const [, path = ''] of preloaded) expect(first).toContain(path);
  });

  it(`is at most ${BUDGET_KB} kB of script before the first screen, without the charts`, () => {
    const graph = reached('index.html', anyImport);
    const languages = [...graph].filter(isWords);
    expect(languages).toHaveLength(2);
    const [words = ''] = languages.toSorted((one, other) => gzipKb([other]) - gzipKb([one]));
    const first = reached('index.html', staticImport).add(words);
    const all = new Set([...graph].filter((path) => !isWords(path) || path === words));
    const log = reached('log.html', staticImport).add(words);
    expect([...reached('index.html', staticImport)].filter(isWords)).toEqual([]);
    const [firstKb, allKb, logKb] = [gzipKb(first), gzipKb(all), gzipKb(log)];
    process.stdout.write(
      `window's script, gzip: first load ${firstKb.toFixed(1)} kB in ${first.size} files, all of it ${allKb.toFixed(1)} kB in ${all.size}, log window ${logKb.toFixed(1)} kB\n`,
    );
    expect([...first].filter((path) => /chart/i.test(path))).toEqual([]);
    expect(firstKb).toBeLessThanOrEqual(BUDGET_KB);
    expect(logKb).toBeLessThanOrEqual(BUDGET_KB);
    expect(allKb).toBeLessThanOrEqual(GRAPH_KB);
  });
});
