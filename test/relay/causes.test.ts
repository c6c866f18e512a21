/** Why the relay refuses is told in the words of whoever refuses, once, and where an operator looks. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasPostgres, hold, type Postgres, startPostgres } from '../../relay/testing/postgres.ts';
import { deliver, pair, runRelay, startRelay } from './program.ts';

const start = fileURLToPath(new URL('../../relay/start.mjs', import.meta.url));
const linesWith = (output: string, words: string) =>
  output.split('\n').filter((line) => line.includes(words));

describe('a Node that is too old', () => {
  it('is told in one line', () => {
    const pretend = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.11.1'})`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', pretend, start], {
      encoding: 'utf8',
    });
    expect({ status, stdout, lines: stderr.trim().split('\n') }).toEqual({
      status: 1,
      stdout: '',
      lines: [expect.stringMatching(/Node 24 .*20\.11\.1/)],
    });
    const wrong = spawnSync(process.execPath, [start, 'something'], { encoding: 'utf8' });
    expect([wrong.status, wrong.stderr.trim().split('\n').length]).toEqual([64, 1]);
  });
});

describe.skipIf(!hasPostgres)('with a PostgreSQL', () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.remove());

  it('a table that is missing is told once, by the metrics and by health, until it is back', async () => {
    const databaseUrl = await postgres.newDatabase();
    const relay = await startRelay({ RELAY_DATABASE_URL: databaseUrl });
    await pair(relay.url);
    expect(await deliver(relay.url, 'before')).toBe(200);
    const change = async (sql: string) => {
      const done = await hold(databaseUrl, `${sql}; COMMIT`);
      await done();
    };
    const metrics = async () => (await fetch(`${relay.url}/metrics`)).text();
    await change('ALTER TABLE event RENAME TO elsewhere');
    for (let n = 0; n < 12; n += 1) expect(await deliver(relay.url, `${n}`)).toBe(503);
    expect(linesWith(relay.output(), 'relation \\"event\\" does not exist')).toHaveLength(1);
    expect((await fetch(`${relay.url}/health`)).status).toBe(503);
    expect(await metrics()).toContain('relay_store_up 0');
    await change('ALTER TABLE elsewhere RENAME TO event');
    expect(await deliver(relay.url, 'after')).toBe(200);
    expect((await fetch(`${relay.url}/health`)).status).toBe(200);
    expect(await metrics()).toContain('relay_store_up 1');
    await relay.kill('SIGTERM');
  });

  it('what stands against the start is told in the server’s words', async () => {
    const readOnly = `${await postgres.newDatabase()}?options=-c%20default_transaction_read_only%3Don`;
    const tell = async (url: string) => (await runRelay(['server.ts'], { RELAY_DATABASE_URL: url })).output;
    expect(await tell(postgres.url('nowhere'))).toContain('database "nowhere" does not exist');
    expect(await tell(readOnly)).toContain('it is read-only');
    expect(await tell(postgres.url().replace('relay@', 'nobody@'))).toContain('role "nobody" does not exist');
    const guest = await runRelay(['pairing-code.ts'], { RELAY_DATABASE_URL: await postgres.newDatabase() });
    expect(guest).toMatchObject({ code: 1, stdout: '' });
    expect(guest.output).toContain('RELAY_DATABASE_URL');
  });
});
