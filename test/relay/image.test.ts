/** The image holds what the program needs. No engine for containers runs here: the copying is done as the Dockerfile says it. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { deliver, pair, startRelay } from './program.ts';

const root = join(import.meta.dirname, '../..');
const dockerfile = readFileSync(join(root, 'relay/Dockerfile'), 'utf8');
const ignored = readFileSync(join(root, 'relay/Dockerfile.dockerignore'), 'utf8').split('\n');
const copies = [...dockerfile.matchAll(/^COPY (?!--from)(.+) (\S+)$/gm)].map(
  ([, sources = '', target = '']) => ({
    sources: sources.split(' '),
    target,
  }),
);

it('copies files that exist and are sent to the build', () => {
  const sources = copies.flatMap((copy) => copy.sources);
  expect(sources.length).toBeGreaterThan(5);
  for (const source of sources) {
    expect(existsSync(join(root, source)), source).toBe(true);
    const isSent =
      ignored.includes(`!${source}`) ||
      ignored.some((line) => line.startsWith('!') && source.startsWith(`${line.slice(1)}/`));
    expect(isSent, source).toBe(true);
  }
});

it('starts from nothing but what was copied', async () => {
  const app = mkdtempSync(join(tmpdir(), 'relay-image-'));
  try {
    for (const { sources, target } of copies) {
      for (const source of sources) {
        const isFolder = !target.endsWith('/') && sources.length === 1;
        cpSync(join(root, source), isFolder ? join(app, target) : join(app, target, basename(source)), {
          recursive: true,
          filter: (path) => !/node_modules|testing|\.test\.ts$/.test(path.slice(root.length)),
        });
      }
    }
    symlinkSync(join(root, 'node_modules'), join(app, 'node_modules'));
    expect(dockerfile).toContain('CMD ["node", "--no-warnings", "relay/server.ts"]');
    const relay = await startRelay(
      { RELAY_DATA_DIR: join(app, 'data') },
      'exec',
      join(app, 'relay/server.ts'),
    );
    await pair(relay.url);
    expect(await deliver(relay.url, 'a')).toBe(200);
    await relay.kill('SIGTERM');
    expect((await relay.ended).code).toBe(0);
  } finally {
    rmSync(app, { recursive: true, force: true });
  }
});
