/** An engine of a few procedures for the tests of the host: answers, refuses, counts, breaks. */

import { createRouterClient, implement } from '@orpc/server';
import type { LogLine } from '../../shared/contract/activity.ts';
import { contract } from '../../shared/contract/contract.ts';
import { ourTime } from '../../shared/words/time.ts';
import type { Client, HostedEngine, OpenEngine } from '../load-engine.ts';

const line = (id: number): LogLine => ({
  id,
  at: ourTime(Date.UTC(2026, 10, 23, 13, 32, 7)),
  event: 'pushed',
  articleNumber: '0042',
  name: 'Kaffe',
  storeNumber: '1',
  locationId: null,
  before: 12,
  after: 11,
  cause: 'sale',
  reference: null,
  result: 'ok',
  args: {},
  by: null,
});

export interface FakeEngine extends HostedEngine {
  /** Streams whose `finally` has run. */
  readonly endedStreams: number;
  readonly isClosed: boolean;
}

export function createFakeEngine(): FakeEngine {
  const os = implement(contract);
  const state = { endedStreams: 0, isClosed: false };
  const router = {
    stores: { list: os.stores.list.handler(() => ({ multipleLocations: true, stores: [], problem: null })) },
    sync: {
      apply: os.sync.apply.handler(({ errors }) => {
        throw errors.REFUSED({ data: { code: 'guardConfirm', args: { rows: 1312, reason: 'massZero' } } });
      }),
      plan: os.sync.plan.handler(() => {
        throw new Error('a fault with hemligt-1234 in it');
      }),
    },
    activity: {
      log: os.activity.log.handler(() => ({ lines: [line(1)], next: null })),
      followLog: os.activity.followLog.handler(async function* ({ input, signal }) {
        try {
          for (let id = (input.after ?? 0) + 1; signal?.aborted !== true; id += 1) {
            yield line(id);
            await new Promise((resolve) => setTimeout(resolve, 5));
          }
        } finally {
          state.endedStreams += 1;
        }
      }),
    },
  };
  return {
    client: createRouterClient(router) as unknown as Client,
    router,
    run: (signal) =>
      new Promise((resolve) => {
        if (signal.aborted) resolve();
        else signal.addEventListener('abort', () => resolve(), { once: true });
      }),
    close: () => {
      state.isClosed = true;
      return Promise.resolve();
    },
    get endedStreams() {
      return state.endedStreams;
    },
    get isClosed() {
      return state.isClosed;
    },
  };
}

export const openFakeEngine: OpenEngine = () => Promise.resolve(createFakeEngine());
