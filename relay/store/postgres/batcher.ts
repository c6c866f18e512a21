/**
 * Gathers what is asked for at about the same time into one question: while the answer to the last is under way, the next
 * grows. A database across a network then costs a round trip for many instead of one for each.
 */
export interface Batcher<Item, Result> {
  /** Rejects with what `refusal` makes when too many wait. */
  ask(item: Item): Promise<Result>;
  waiting(): number;
  /** Resolves when nothing is left. */
  quiesce(): Promise<void>;
}

interface Asked<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

export interface BatcherOptions {
  /** Items of one batch, at most. */
  readonly maxItems: number;
  /** Batches under way at the same time. */
  readonly concurrency: number;
  readonly maxWaiting: number;
  refusal(): Error;
}

/** `work` answers the items in their order; when it throws, they all fail. */
export function createBatcher<Item, Result>(
  options: BatcherOptions,
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
): Batcher<Item, Result> {
  const queue: Asked<Item, Result>[] = [];
  const underWay = new Set<Promise<void>>();
  let isScheduled = false;

  const run = async (batch: readonly Asked<Item, Result>[]): Promise<void> => {
    try {
      const results = await work(batch.map(({ item }) => item));
      for (const [n, { resolve }] of batch.entries()) resolve(results[n] as Result);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };

  const start = (): void => {
    isScheduled = false;
    while (queue.length > 0 && underWay.size < options.concurrency) {
      const running = run(queue.splice(0, options.maxItems)).finally(() => {
        underWay.delete(running);
        start();
      });
      underWay.add(running);
    }
  };

  return {
    ask: (item) =>
      new Promise((resolve, reject) => {
        if (queue.length >= options.maxWaiting) {
          reject(options.refusal());
          return;
        }
        queue.push({ item, resolve, reject });
        if (isScheduled) return;
        isScheduled = true;
        setImmediate(start);
      }),
    waiting: () => queue.length,
    quiesce: async () => {
      while (isScheduled || underWay.size > 0) {
        await (underWay.size > 0 ? Promise.all(underWay) : new Promise((resolve) => setImmediate(resolve)));
      }
    },
  };
}
