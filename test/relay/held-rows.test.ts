/** Somebody holds one shop's row of a PostgreSQL: the other shops' deliveries pass, and the relay does not take the server for lost. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasPostgres, hold, type Postgres, startPostgres } from '../../relay/testing/postgres.ts';
import { deliver, pair, type RelayProgram, runRelay, startRelay, tokens } from './program.ts';

const others = { ingestToken: 'I'.repeat(43), deviceToken: 'D'.repeat(43) };
const ROUNDS = 3;

/** Deliveries of both shops asked for together, so that they share batches: the statuses of each. */
async function deliverMixed({ url }: RelayProgram): Promise<{ held: Set<number>; other: Set<number> }> {
  const [held, other] = [new Set<number>(), new Set<number>()];
  for (let round = 0; round < ROUNDS; round += 1) {
    const ids = Array.from({ length: 10 }, (_, n) => `${round}/${n}`);
    const both = ids.flatMap((id) => [
      deliver(url, id).then((status) => held.add(status)),
      deliver(url, id, id, others).then((status) => other.add(status)),
    ]);
    await Promise.all(both);
  }
  return { held, other };
}

describe.skipIf(!hasPostgres)('a row that somebody holds', () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.remove());

  it('holds up the deliveries of its own shop only', async () => {
    const variables = { RELAY_DATABASE_URL: await postgres.newDatabase() };
    const relay = await startRelay(variables);
    const held = await pair(relay.url);
    const made = await runRelay(['pairing-code.ts'], variables);
    await pair(relay.url, made.stdout.trim(), others);
    const row = 'SELECT 1 FROM tenant WHERE tenant_id = $1 FOR UPDATE';
    const letGo = await hold(variables.RELAY_DATABASE_URL, row, [held]);
    try {
      const during = await deliverMixed(relay);
      expect(during.other).toEqual(new Set([200]));
      expect(during.held).toEqual(new Set([503]));
      expect((await fetch(`${relay.url}/health`)).status).toBe(200);
    } finally {
      await letGo();
    }
    expect(await deliver(relay.url, 'after', 'after', tokens)).toBe(200);
    expect(relay.output()).not.toContain('database lost');
    await relay.kill('SIGTERM');
  });
});
