/** What nobody should send: to every procedure, and on every wire what is no call at all. Whoever else is connected notices nothing. */
import { ORPCError } from '@orpc/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Client } from '../../host/load-engine.ts';
import { at, procedures } from './procedures.ts';
import { openRig, type Rig } from './rig.ts';
import { everyWay, type RawLine, type Way } from './transports.ts';

const MB = 1024 * 1024;
const reported: unknown[] = [];
let rig: Rig;
let ways: Way<Client>[];

beforeAll(async () => {
  rig = await openRig();
  ways = await everyWay<Client>(rig.engine.router, (error) => reported.push(error));
});
afterAll(async () => {
  for (const way of ways) await way.close();
  await rig.engine.close();
});

type Call = (input: unknown) => Promise<unknown>;

let deep: unknown = 'x';
for (let depth = 0; depth < 500; depth += 1) deep = [deep];

const strange = [
  undefined,
  null,
  '',
  0,
  true,
  [],
  [[]],
  'x'.repeat(100_000),
  new Date(0),
  2n ** 80n,
  new Map([['a', 1]]),
  { toJSON: 1 },
  JSON.parse('{"__proto__":{"limit":1},"constructor":{"prototype":{}}}'),
  deep,
];

describe('arguments of the wrong shape', () => {
  const asking = procedures.filter(({ input }) => input !== undefined);

  it('are tried on every procedure that has any', () => {
    expect(asking.length).toBeGreaterThan(20);
  });

  it.each(asking.map((procedure) => [procedure.name, procedure] as const))(
    '%s refuses them alike, whoever asks',
    async (_, { input, path }) => {
      const wrong = strange.filter((value) => input?.safeParse(value).success === false);
      expect(wrong.length).toBeGreaterThan(2);
      for (const way of ways) {
        const line = await way.open();
        for (const value of wrong) {
          const error = await (at(line.client, path) as Call)(value).catch((thrown: unknown) => thrown);
          expect(error, way.name).toBeInstanceOf(ORPCError);
          expect((error as ORPCError<string, unknown>).code, way.name).toBe('BAD_REQUEST');
        }
        line.close();
      }
    },
  );
});

describe('a procedure that is none', () => {
  it.each([
    ['nothing'],
    ['__proto__'],
    ['constructor'],
    ['activity', '__proto__'],
    ['activity', 'status', 'more'],
  ])('%s.%s is not found', async (...path) => {
    // In process there is nothing to be called.
    for (const way of ways.slice(1)) {
      const line = await way.open();
      const error = await (at(line.client, path.filter(Boolean)) as Call)({}).catch(
        (thrown: unknown) => thrown,
      );
      expect((error as ORPCError<string, unknown>).code, way.name).toBe('NOT_FOUND');
      line.close();
    }
  });
});

const call = (fields: object) => JSON.stringify(fields);
const notCalls: readonly (readonly [string, string | Uint8Array])[] = [
  ['nothing', ''],
  ['no JSON', '{'],
  ['no object', '42'],
  ['null', 'null'],
  ['a list', '[]'],
  ['no id', call({ p: { u: '/activity/status', b: {} } })],
  ['an id that is a number', call({ i: 1, p: { u: '/activity/status' } })],
  ['a payload that is text', call({ i: '1', p: 'x' })],
  ['a payload without an address', call({ i: '1', p: {} })],
  ['an address that is none', call({ i: '1', p: { u: 'http://[', b: {} } })],
  ['an event of a stream that is none', call({ i: '9', t: 3, p: { e: 'message', d: { json: 1 } } })],
  ['a signal to a call that is none', call({ i: '9', t: 4 })],
  ['an unknown kind', call({ i: '9', t: 99, p: {} })],
  ['bytes that are no message', new Uint8Array([0xff, 0xfe, 0x00])],
  ['no bytes', new Uint8Array(0)],
  ['nesting without an end', '['.repeat(100_000)],
];

describe.each(['over a port', 'over the web'])('what is no call, %s', (name) => {
  const openRaw = async (): Promise<RawLine> => {
    const raw = await ways.find((way) => way.name === name)?.openRaw?.();
    if (!raw) throw new Error(`${name} has no wire`);
    return raw;
  };
  const othersGoOn = async () => {
    for (const way of ways) {
      const line = await way.open();
      expect(await line.client.activity.status(), way.name).toMatchObject({ activatedAt: null });
      line.close();
    }
  };

  it.each(notCalls)('%s disturbs nobody', async (_, message) => {
    const complain = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const raw = await openRaw();
    raw.send(message);
    await othersGoOn();
    raw.close();
    // What was said is not repeated where nobody takes the secrets out of it.
    expect(complain).not.toHaveBeenCalled();
    complain.mockRestore();
  });

  it('larger than anything of ours ends that line, and no other', async () => {
    const raw = await openRaw();
    raw.send(call({ i: '1', p: { u: '/activity/status', b: { json: 'x'.repeat(17 * MB) } } }));
    await expect.poll(() => raw.broken.aborted).toBe(true);
    await othersGoOn();
  });
});

describe('a message as large as a long list of articles', () => {
  it('is taken, whoever asks', async () => {
    const articleNumbers = Array.from({ length: 100_000 }, (_, index) => `unknown-article-${index}`);
    for (const way of ways) {
      const line = await way.open();
      const asked = line.client.articles.setWebshop({ articleNumbers, on: true });
      const answer = await asked.then(
        () => 'answered',
        (error: ORPCError<string, unknown>) => error.code,
      );
      expect(['answered', 'REFUSED'], way.name).toContain(answer);
      line.close();
    }
  });
});

it('none of it was more than a wrong question', () => {
  const codes = reported.map((error) => (error instanceof ORPCError ? error.code : String(error)));
  expect([...new Set(codes)].sort()).toEqual(['BAD_REQUEST', 'REFUSED']);
});
