/** The next release comes, with data of another version, while Shopify delivers and the shop's computer fetches. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasPostgres, startPostgres } from '../../relay/testing/postgres.ts';
import { follow, lease } from './follower.ts';
import { startLoad } from './load.ts';
import { makeNextRelease } from './next-release.ts';
import { deliver, pair, poll, type RelayProgram, startRelay } from './program.ts';

const fast = { RELAY_INGEST_PER_SECOND: '100000', RELAY_INGEST_BURST: '100000' };

let folder: string;
let next: ReturnType<typeof makeNextRelease>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'relay-next-'));
  next = makeNextRelease(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const startNext = (variables: Record<string, string>) => startRelay(variables, 'exec', next.script);

it('on SQLite takes the place of this one, which then refuses its data', async () => {
  const variables = { ...fast, RELAY_DATA_DIR: join(folder, 'data') };
  let relay = await startRelay(variables);
  await pair(relay.url);
  const follower = await follow(() => relay.url);
  const load = startLoad(() => relay.url);
  try {
    await load.untilAccepted(200);
    await relay.kill('SIGTERM');
    relay = await startNext(variables);
    await load.untilAccepted(200);
  } finally {
    await load.stop();
  }
  await follower.untilAll(load.accepted);
  await relay.kill('SIGTERM');
  await expect(startRelay(variables)).rejects.toThrow(`the data are of version ${next.versions.sqlite}`);
});

describe.skipIf(!hasPostgres)('on PostgreSQL', () => {
  it('goes in node by node, and those of this one go on meanwhile', async () => {
    const postgres = await startPostgres();
    const variables = { ...fast, RELAY_DATABASE_URL: await postgres.newDatabase() };
    const nodes: RelayProgram[] = [await startRelay(variables), await startRelay(variables)];
    const [first, second] = nodes;
    if (!first || !second) throw new Error('two nodes are wanted');
    await pair(first.url);
    let turn = 0;
    /** One of the nodes after the other, as a balancer does it. */
    const oneOfThem = () => {
      turn += 1;
      return nodes[turn % nodes.length]?.url ?? '';
    };
    const follower = await follow(oneOfThem);
    const load = startLoad(oneOfThem);
    try {
      await load.untilAccepted(300);
      nodes.push(await startNext(variables));
      await load.untilAccepted(300);
      // Each of the older ones takes deliveries and answers the computer, by itself.
      for (const [n, node] of [first, second].entries()) {
        expect(await deliver(node.url, `to an older one ${n}`)).toBe(200);
        expect((await poll(node.url, 0)).head).toBeGreaterThan(0);
        expect(await lease(node.url)).toBe(1);
      }
      for (const node of [first, second]) {
        nodes.shift();
        await node.kill('SIGTERM');
        nodes.push(await startNext(variables));
        await load.untilAccepted(100);
      }
    } finally {
      await load.stop();
    }
    for (const node of [first, second]) expect(node.output()).not.toMatch(/failed|cached plan/);
    // A node that is stopped turns new connections away; nobody is told a mistake of ours.
    expect([...load.statuses.keys()].filter((status) => ![0, 200, 503].includes(status))).toEqual([]);
    await follower.untilAll([...load.accepted, 'to an older one 0', 'to an older one 1']);
    expect(new Set(follower.fetched).size).toBe(follower.fetched.length);
    await expect(startRelay(variables)).rejects.toThrow(`the data are of version ${next.versions.postgres}`);
    for (const node of nodes) await node.kill('SIGTERM');
    await postgres.remove();
  });
});
