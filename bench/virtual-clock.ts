import type { Clock } from '../engine/ports.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  fire: (() => void) | null;
}

/** Virtual time on one thread: it stands still while anything works and jumps to the next timer when nothing does. */
export interface VirtualClock extends Clock {
  /** Lets time run until the work is done. @throws when nothing is left to wait for, or after `limit` milliseconds */
  run<T>(work: Promise<T>, limit?: number): Promise<T>;
}

const TURNS = 4;

export function createVirtualClock(start = Date.parse('2026-11-23T08:00:00Z')): VirtualClock {
  let now = start;
  let order = 0;
  /** A heap: the earliest first, those of one instant in the order they were set. */
  const heap: Timer[] = [];

  const isBefore = (a: Timer, b: Timer) => a.at < b.at || (a.at === b.at && a.order < b.order);
  const swap = (a: number, b: number) => {
    const held = heap[a] as Timer;
    heap[a] = heap[b] as Timer;
    heap[b] = held;
  };
  const push = (timer: Timer) => {
    heap.push(timer);
    for (let child = heap.length - 1; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (!isBefore(heap[child] as Timer, heap[parent] as Timer)) return;
      swap(child, parent);
      child = parent;
    }
  };
  const pop = (): Timer | undefined => {
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    heap[0] = last;
    for (let parent = 0; ; ) {
      const [left, right] = [2 * parent + 1, 2 * parent + 2];
      let least = parent;
      if (left < heap.length && isBefore(heap[left] as Timer, heap[least] as Timer)) least = left;
      if (right < heap.length && isBefore(heap[right] as Timer, heap[least] as Timer)) least = right;
      if (least === parent) return first;
      swap(parent, least);
      parent = least;
    }
  };

  /** Lets everything that follows from the last timer happen. */
  const settle = async () => {
    for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };

  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise<void>((resolve) => {
        if (signal?.aborted) {
          resolve();
          return;
        }
        order += 1;
        const timer: Timer = { at: now + Math.max(0, Math.ceil(ms)), order, fire: resolve };
        push(timer);
        const abandon = () => {
          timer.fire = null;
          resolve();
        };
        signal?.addEventListener('abort', abandon, { once: true });
      }),
    run: async <T>(work: Promise<T>, limit = 24 * 3_600_000): Promise<T> => {
      const end = now + limit;
      let isDone = false;
      const done = () => {
        isDone = true;
      };
      work.then(done, done);
      await settle();
      while (!isDone) {
        const next = pop();
        if (!next) throw new Error('nothing is left to wait for');
        if (next.at > end) throw new Error(`not done within ${limit} ms of virtual time`);
        if (!next.fire) continue;
        now = next.at;
        next.fire();
        await settle();
      }
      return work;
    },
  };
}
