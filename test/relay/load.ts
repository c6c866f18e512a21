import { expect } from 'vitest';
import { PATIENCE_MS } from '../programs/program.ts';
import { deliver, idOf, pullAll } from './program.ts';

/** Deliveries that never cease, each repeated until it is answered 200, as Shopify does it. */
export interface Load {
  /** The ids that were answered 200. */
  readonly accepted: readonly string[];
  /** How often each status came; 0: no answer. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Resolves when so many more were accepted. @throws after `PATIENCE_MS` */
  untilAccepted(more: number): Promise<void>;
  /** Resolves when so many in a row were not accepted. @throws after `PATIENCE_MS` */
  untilRefused(inARow: number): Promise<void>;
  stop(): Promise<void>;
}

const SENDERS = 16;
const PAUSE_MS = 10;
const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

/** `url` is asked before each delivery: the relay may have moved. */
export function startLoad(url: () => string, body?: Buffer): Load {
  const accepted: string[] = [];
  const statuses = new Map<number, number>();
  let [isStopped, refused] = [false, 0];
  const send = async (sender: number) => {
    for (let n = 0; !isStopped; n += 1) {
      const id = `${sender}/${n}`;
      for (;;) {
        const status = await deliver(url(), id, body).catch(() => 0);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 200) {
          accepted.push(id);
          refused = 0;
          break;
        }
        refused += 1;
        if (isStopped) return;
        await pause();
      }
    }
  };
  const sending = Promise.all(Array.from({ length: SENDERS }, (_, sender) => send(sender)));
  return {
    accepted,
    statuses,
    untilAccepted: async (more) => {
      const goal = accepted.length + more;
      const giveUpAt = performance.now() + PATIENCE_MS;
      while (accepted.length < goal) {
        if (performance.now() > giveUpAt)
          throw new Error(`${goal - accepted.length} of ${more} were not accepted`);
        await pause();
      }
    },
    untilRefused: async (inARow) => {
      const giveUpAt = performance.now() + PATIENCE_MS;
      while (refused < inARow) {
        if (performance.now() > giveUpAt) throw new Error(`not refused ${inARow} times in a row`);
        await pause();
      }
    },
    stop: async () => {
      isStopped = true;
      await sending;
    },
  };
}

/** Everything answered 200 is pulled, each once, under numbers without a hole, and nothing else but what was on its way. */
export async function expectNothingLost(load: Load, url: string): Promise<void> {
  const events = await pullAll(url);
  const ids = events.map(idOf);
  const pulled = new Set(ids);
  expect(load.accepted.filter((id) => !pulled.has(id))).toEqual([]);
  expect(pulled.size).toBe(ids.length);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, n) => n + 1));
  expect(ids.length - load.accepted.length).toBeLessThanOrEqual(SENDERS);
}
