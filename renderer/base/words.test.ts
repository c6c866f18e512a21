/** The window is built without what other clients say (`vite.config.ts`): no screen may ask for it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const sources = ['..', '../../shared'].flatMap((folder) => {
  const root = fileURLToPath(new URL(folder, import.meta.url));
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !path.includes('.test.'))
    .map((path) => join(root, path));
});
const asks = /['"`](?:cli|demo|standing|capability\w*|planGroup|field)\.[a-z$]/;

it('no screen says what only the command line or the demo says', () => {
  expect(sources.length).toBeGreaterThan(100);
  expect(sources.filter((path) => asks.test(readFileSync(path, 'utf8')))).toEqual([]);
  // What would be found.
  expect(asks.test("t('cli.help')")).toBe(true);
});
