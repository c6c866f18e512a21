/** The window as files: as it was packed, or built from `renderer/` when that has changed since. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Page, readPages } from './pages.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const sources = ['renderer', 'shared', 'package-lock.json', 'electron.vite.config.ts'];
const output = join(root, 'out', 'renderer');

function newest(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  const inside = readdirSync(path, { recursive: true, withFileTypes: true }).map(
    (entry) => statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
  return Math.max(found.mtimeMs, ...inside);
}

/** Whether `built` is missing or older than any of `sources`; both relative to the clone. */
export function isStale(built: string, sources: readonly string[]): boolean {
  const at = statSync(join(root, built), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return at <= Math.max(...sources.map((source) => newest(join(root, source))));
}

/**
 * Vite takes React's development build, half as heavy again, where `NODE_ENV` says anything else: what is built must not depend on who
 * builds it, and a test runner sets it.
 */
async function buildWindow(): Promise<void> {
  const { build } = await import('vite');
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  try {
    await build({ configFile: join(root, 'renderer', 'vite.config.ts'), logLevel: 'error' });
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
}

/** Builds the window first where it is missing or older than its sources, unless only what was built came along; `onBuild` is told before. */
export async function builtPages(onBuild: () => void): Promise<ReadonlyMap<string, Page>> {
  const hasSources = existsSync(join(root, 'renderer'));
  if (hasSources && isStale('out/renderer/index.html', sources)) {
    onBuild();
    await buildWindow();
  }
  const pages = readPages(output);
  if (pages === null) throw new Error(`there is no window in ${output}`);
  return pages;
}
