/** A stream ends on the side that makes it, however it is given up on the side that reads it, whatever lies between. */
import { eventIterator, oc } from '@orpc/contract';
import { implement } from '@orpc/server';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { inProcess, type Line, overPort, overSocket, overWeb, type Way } from './transports.ts';

const contract = {
  count: oc.input(z.object({ quiet: z.boolean() })).output(eventIterator(z.number())),
  answer: oc.output(z.number()),
};
interface Asked {
  count(input: { quiet: boolean }, options?: { signal?: AbortSignal }): Promise<AsyncGenerator<number>>;
  answer(input?: undefined, options?: { signal?: AbortSignal }): Promise<number>;
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

let begun = 0;
let ended = 0;
const os = implement(contract);
const router = {
  /** Numbers as fast as they are read; quiet: none at all, until it is given up. */
  count: os.count.handler(async function* ({ input, signal }) {
    begun += 1;
    try {
      for (let number = 0; !signal?.aborted; number += 1) {
        await (input.quiet
          ? new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()))
          : turn());
        if (signal?.aborted) break;
        yield number;
      }
    } finally {
      ended += 1;
    }
  }),
  answer: os.answer.handler(() => 42),
};

const silent = () => undefined;
const ways: readonly (readonly [string, () => Promise<Way<Asked>>])[] = [
  ['in process', () => inProcess(router)],
  ['over a port', () => overPort(router, silent)],
  ['over the web', () => overWeb(router, silent)],
  ['over the socket', () => overSocket(router, silent)],
];
const wires = ways.slice(1);

beforeEach(() => {
  [begun, ended] = [0, 0];
});

const hasEnded = () => expect.poll(() => [begun, ended]).toEqual([1, 1]);

describe.each(ways)('a stream %s', (_, make) => {
  let way: Way<Asked>;
  let line: Line<Asked>;
  beforeEach(async () => {
    way = await make();
    line = await way.open();
    return async () => {
      line.close();
      await way.close();
    };
  });

  it('ends when its reader breaks off', async () => {
    for await (const number of await line.client.count({ quiet: false })) if (number === 3) break;
    await hasEnded();
    expect(await line.client.answer()).toBe(42);
  });

  it('ends when its reader throws', async () => {
    const read = async () => {
      for await (const number of await line.client.count({ quiet: false }))
        if (number === 2) throw new Error('mine');
    };
    await expect(read()).rejects.toThrow('mine');
    await hasEnded();
  });

  it('ends when its signal aborts, in the middle of a wait', async () => {
    const stop = new AbortController();
    const stream = await line.client.count({ quiet: true }, { signal: stop.signal });
    const next = stream.next().catch(() => 'aborted');
    await expect.poll(() => begun).toBe(1);
    stop.abort();
    await next;
    await hasEnded();
    expect(await line.client.answer()).toBe(42);
  });

  it('comes to two readers of one line apart from each other', async () => {
    const [one, two] = await Promise.all([
      line.client.count({ quiet: false }),
      line.client.count({ quiet: false }),
    ]);
    expect([(await one.next()).value, (await two.next()).value, (await one.next()).value]).toEqual([0, 0, 1]);
    await one.return(undefined);
    expect((await two.next()).value).toBe(1);
    await two.return(undefined);
    await expect.poll(() => [begun, ended]).toEqual([2, 2]);
  });
});

describe.each(wires)('a line %s', (_, make) => {
  it('that the reader closes ends its streams', async () => {
    const way = await make();
    const line = await way.open();
    const stream = await line.client.count({ quiet: true });
    const next = stream.next().catch(() => 'broken');
    await expect.poll(() => begun).toBe(1);
    line.close();
    await hasEnded();
    void next;
    await way.close();
  });
});

describe.each(wires)('an engine that hangs up %s', (_, make) => {
  it('ends its streams, tells the reader, and answers no later call', async () => {
    const way = await make();
    const line = await way.open();
    const stream = await line.client.count({ quiet: true }, { signal: line.broken });
    const next = stream.next().then(
      () => 'answered',
      () => 'broken',
    );
    await expect.poll(() => begun).toBe(1);
    await way.close();
    expect(await next).toBe('broken');
    await hasEnded();
    expect(line.broken.aborted).toBe(true);
    const late = line.client.answer(undefined, { signal: line.broken });
    await expect(late).rejects.toThrow();
  });
});
