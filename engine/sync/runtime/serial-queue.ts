/** One piece of work at a time, in the order it was asked for. */
export interface SerialQueue {
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Nothing is under way and nothing waits. */
  isIdle(): boolean;
}

export function createSerialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    run: (work) => {
      waiting += 1;
      const turn = last.then(work, work).finally(() => {
        waiting -= 1;
      });
      last = turn.catch(() => undefined);
      return turn;
    },
    isIdle: () => waiting === 0,
  };
}
