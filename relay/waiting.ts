import type { Clock } from './ports.ts';

/** Polls that wait for something to be stored. One timer for all of them: an idle poll costs an entry in two sets. */
export interface WaitingRoom {
  /**
   * Begins to listen at once: what is told from now on is not missed. Resolves when the tenant got something, when `seconds` have
   * passed, when it is cancelled, or when the room closes.
   */
  enter(tenantId: string, seconds: number): { readonly woken: Promise<void>; cancel(): void };
  /** Something was stored for the tenant. */
  wake(tenantId: string): void;
  /** What the tenant's `head` was when somebody began to wait. */
  noteHead(tenantId: string, head: number): void;
  /** The noted heads of the tenants somebody waits for. */
  heads(): ReadonlyMap<string, number>;
  count(): number;
  /** Wakes everybody; who enters afterwards is woken at once. */
  close(): void;
  isClosed(): boolean;
}

interface Waiter {
  readonly deadline: number;
  leave(): void;
}

export function createWaitingRoom(clock: Clock): WaitingRoom {
  const byTenant = new Map<string, Set<Waiter>>();
  /** By how long they wait: within one set the deadlines ascend. */
  const bySeconds = new Map<number, Set<Waiter>>();
  const heads = new Map<string, number>();
  let alarm: { readonly at: number; readonly off: AbortController } | null = null;
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

  const ring = (): void => {
    for (const waiters of bySeconds.values()) {
      for (const waiter of waiters) {
        if (waiter.deadline > clock.now()) break;
        waiter.leave();
      }
    }
  };

  /** Sees to it that the alarm is set for the first deadline, or earlier. */
  const setAlarm = (): void => {
    const first = firstDeadline();
    if (first === null || (alarm && alarm.at <= first)) return;
    alarm?.off.abort('earlier');
    const own = { at: first, off: new AbortController() };
    alarm = own;
    const onRing = () => {
      if (alarm !== own) return;
      alarm = null;
      ring();
      setAlarm();
    };
    clock.sleep(Math.max(0, first - clock.now()), own.off.signal).then(onRing, onRing);
  };

  return {
    enter: (tenantId, seconds) => {
      if (isClosed) return { woken: Promise.resolve(), cancel: () => undefined };
      const { promise, resolve } = Promise.withResolvers<void>();
      const own = byTenant.get(tenantId) ?? new Set();
      const same = bySeconds.get(seconds) ?? new Set();
      const waiter: Waiter = {
        deadline: clock.now() + seconds * 1_000,
        leave: () => {
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
      setAlarm();
      return { woken: promise, cancel: waiter.leave };
    },
    wake: (tenantId) => {
      for (const waiter of byTenant.get(tenantId) ?? []) waiter.leave();
    },
    noteHead: (tenantId, head) => {
      const known = heads.get(tenantId);
      if (byTenant.has(tenantId) && (known === undefined || head < known)) heads.set(tenantId, head);
    },
    heads: () => heads,
    count: () => size,
    close: () => {
      isClosed = true;
      for (const waiters of byTenant.values()) for (const waiter of waiters) waiter.leave();
      alarm?.off.abort();
      alarm = null;
    },
    isClosed: () => isClosed,
  };
}
