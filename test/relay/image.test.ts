/** The image holds what the program needs. No engine for containers runs here: the copying is done as the Dockerfile says it. */
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { copyInto, notSent, readStages } from '../packaging/image.ts';
import { deliver, pair, startRelay } from './program.ts';

const dockerfile = 'relay/Dockerfile';
const stages = readStages(dockerfile);
const last = stages.at(-1);

it('copies files that exist and are sent to the build', () => {
  expect(stages.flatMap(({ copies }) => copies).length).toBeGreaterThan(4);
  expect(notSent(dockerfile)).toEqual([]);
});

it('starts from nothing but what was copied', async () => {
  if (last === undefined) throw new Error('no stage');
  const app = mkdtempSync(join(tmpdir(), 'relay-image-'));
  try {
    copyInto(app, last);
    symlinkSync(join(import.meta.dirname, '../../node_modules'), join(app, 'node_modules'));
    expect(last.text).toContain('CMD ["node", "--no-warnings", "relay/server.ts"]');
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
