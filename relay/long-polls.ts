import type { Monotonic } from './ports.ts';

/** Long polls: they wait for something to be stored. One timer for all of them: an idle one costs an entry in two sets. */
export interface LongPolls {
  /**
   * Begins to listen at once: what is told from now on is not missed. Resolves when the tenant got something, when `seconds` have
   * passed, when it is cancelled, or when all are closed.
   */
  wait(tenantId: string, seconds: number): { readonly ended: Promise<void>; cancel(): void };
  /** Something was stored for the tenant. */
  notify(tenantId: string): void;
  /** What the tenant's `head` was when somebody began to wait. */
  noteHead(tenantId: string, head: number): void;
  /** The noted heads of the tenants somebody waits for. */
  heads(): ReadonlyMap<string, number>;
  count(): number;
  /** Ends every wait; those that begin afterwards end at once. */
  close(): void;
  isClosed(): boolean;
}

interface Waiter {
  readonly deadline: number;
  end(): void;
}

export function createLongPolls(monotonic: Monotonic): LongPolls {
  const byTenant = new Map<string, Set<Waiter>>();
  /** By how long they wait: within one set the deadlines ascend. */
  const bySeconds = new Map<number, Set<Waiter>>();
  const heads = new Map<string, number>();
  let timer: { readonly at: number; readonly off: AbortController } | null = null;
  let isClosed = false;
  let size = 0;

  const firstDeadline = (): number | null => {
    let first: number | null = null;
    for (const waiters of bySeconds.values()) {
      for (const { deadline } of waiters) {
        if (first === null || deadline < first) first = deadline;
        break;
      }
    }
    return first;
  };

  const endOverdue = (): void => {
    for (const waiters of bySeconds.values()) {
      for (const waiter of waiters) {
        if (waiter.deadline > monotonic.now()) break;
        waiter.end();
      }
    }
  };

  /** Sees to it that the timer is set for the first deadline, or earlier. */
  const setTimer = (): void => {
    const first = firstDeadline();
    if (first === null || (timer && timer.at <= first)) return;
    timer?.off.abort('earlier');
    const own = { at: first, off: new AbortController() };
    timer = own;
    const onTime = () => {
      if (timer !== own) return;
      timer = null;
      endOverdue();
      setTimer();
    };
    monotonic.sleep(Math.max(0, first - monotonic.now()), own.off.signal).then(onTime, onTime);
  };

  return {
    wait: (tenantId, seconds) => {
      if (isClosed) return { ended: Promise.resolve(), cancel: () => undefined };
      const { promise, resolve } = Promise.withResolvers<void>();
      const own = byTenant.get(tenantId) ?? new Set();
      const same = bySeconds.get(seconds) ?? new Set();
      const waiter: Waiter = {
        deadline: monotonic.now() + seconds * 1_000,
        end: () => {
          if (!own.delete(waiter)) return;
          same.delete(waiter);
          if (own.size === 0 && byTenant.get(tenantId) === own) {
            byTenant.delete(tenantId);
            heads.delete(tenantId);
          }
          size -= 1;
          resolve();
        },
      };
      byTenant.set(tenantId, own.add(waiter));
      bySeconds.set(seconds, same.add(waiter));
      size += 1;
      setTimer();
      return { ended: promise, cancel: waiter.end };
    },
    notify: (tenantId) => {
      for (const waiter of byTenant.get(tenantId) ?? []) waiter.end();
    },
    noteHead: (tenantId, head) => {
      const known = heads.get(tenantId);
      if (byTenant.has(tenantId) && (known === undefined || head < known)) heads.set(tenantId, head);
    },
    heads: () => heads,
    count: () => size,
    close: () => {
      isClosed = true;
      for (const waiters of byTenant.values()) for (const waiter of waiters) waiter.end();
      timer?.off.abort();
      timer = null;
    },
    isClosed: () => isClosed,
  };
}
