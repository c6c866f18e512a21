/** The disk fills up or fails under the relay: it answers 503, never 200, and goes on by itself when the disk does. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectNothingLost, type Load, startLoad } from './load.ts';
import { pair, type RelayProgram, startRelay } from './program.ts';

const fast = { RELAY_INGEST_PER_SECOND: '100000', RELAY_INGEST_BURST: '100000' };
const has = (program: string) => spawnSync('which', [program]).status === 0;
const canMount =
  spawnSync('/bin/bash', ['-c', 'unshare -rm mount -t tmpfs -o size=64k tmpfs /mnt']).status === 0;
const canTrace = has('strace') && spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;
/** Of a body: so large that few of them fill what there is. */
const LARGE = Buffer.alloc(40_000, 'x');

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'relay-disk-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** Only answers that are true: it was kept, or come again. */
const expectHonest = (load: Load) => expect(new Set(load.statuses.keys())).toEqual(new Set([200, 503]));

async function healthOf({ url }: RelayProgram): Promise<number> {
  return (await fetch(`${url}/health`)).status;
}

describe('a file that may not grow', () => {
  it('is answered 503 until it may', async () => {
    const before = 'exec prlimit --fsize=1500000:unlimited';
    const relay = await startRelay({ ...fast, RELAY_DATA_DIR: dataDir }, before);
    await pair(relay.url);
    const load = startLoad(() => relay.url, LARGE);
    await load.untilAccepted(5);
    await load.untilRefused(200);
    expect(await healthOf(relay)).toBe(503);
    expect(spawnSync('prlimit', ['--pid', String(relay.pid), '--fsize=unlimited:unlimited']).status).toBe(0);
    await load.untilAccepted(100);
    await load.stop();
    expectHonest(load);
    expect(await healthOf(relay)).toBe(200);
    await expectNothingLost(load, relay.url);
    await relay.kill('SIGTERM');
  });
});

describe.skipIf(!canMount)('a full file system', () => {
  it('is answered 503 until there is room', async () => {
    const folder = join(dataDir, 'small');
    mkdirSync(folder);
    const mount = `mount -t tmpfs -o size=6m tmpfs '${folder}' && head -c 3000000 /dev/zero > '${folder}/filler'`;
    const before = `[ "$IN_SPACE" ] || IN_SPACE=1 exec unshare -rm /bin/bash -c "${mount} && "'exec "$@"' bash`;
    const relay = await startRelay({ ...fast, RELAY_DATA_DIR: folder }, before);
    await pair(relay.url);
    const load = startLoad(() => relay.url, LARGE);
    await load.untilAccepted(5);
    await load.untilRefused(200);
    // The disk's own words, and not once for each of the refusals.
    expect(relay.output()).toMatch(/"reason":"[^"]*disk[^"]*","msg":"database failed"/);
    expect(relay.output().split('"delivery refused"').length - 1).toBeLessThan(10);
    rmSync(join('/proc', String(relay.pid), 'root', folder, 'filler'));
    await load.untilAccepted(20);
    await load.stop();
    expectHonest(load);
    await expectNothingLost(load, relay.url);
    await relay.kill('SIGTERM');
  });
});

describe.skipIf(!canTrace)('a disk that says it has failed to write', () => {
  it.each([1, 3])(
    '%i times, on syncing, is answered 503, and the database is sound afterwards',
    async (times) => {
      const window = `120..${119 + times}`;
      const before = `exec strace -D -f -qq --seccomp-bpf -o /dev/null -e trace=fsync,fdatasync -e inject=fsync,fdatasync:error=EIO:when=${window}`;
      const relay = await startRelay({ ...fast, RELAY_DATA_DIR: dataDir }, before);
      await pair(relay.url);
      const load = startLoad(() => relay.url);
      await load.untilRefused(1);
      await load.untilAccepted(200);
      await load.stop();
      expectHonest(load);
      expect(relay.output()).toMatch(/database failed.*database recovered/s);
      await expectNothingLost(load, relay.url);
      await relay.kill('SIGTERM');
      const database = new DatabaseSync(join(dataDir, 'relay.sqlite'));
      expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
      database.close();
    },
  );
});
