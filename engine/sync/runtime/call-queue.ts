import { later, type MonotonicTime, msBetween } from '../../../shared/words/time.ts';
import type { CallLimit } from '../../easycashier/call-limit.ts';
import type { Monotonic } from '../../ports.ts';

/**
 * What EasyCashier is asked for, first what goes first: bookings and the few things a person waits for, articles known to be sold, many
 * that a person has asked for, and all of them from time to time.
 */
const ranks = ['booking', 'sold', 'asked', 'scan'] as const;
export type CallRank = (typeof ranks)[number];

/** Work of this rank begins only while so many calls of the minute are left for the others and for its own further calls. */
const KEPT: Readonly<Record<CallRank, number>> = { booking: 4, sold: 15, asked: 25, scan: 60 };
/** However much there is to do before it, so much of this rank begins in a minute, */
const AT_LEAST: Readonly<Record<CallRank, number>> = { booking: 0, sold: 100, asked: 12, scan: 5 };
/** and begins while so many calls are left. */
const KEPT_BY_OWED = 4;
/**
 * Bookings come by the hundred after an absence, and would spend a minute's calls in two thirds of it: what a till sells then would wait for the
 * next. No more than so many calls are made for them within so many milliseconds: as fast as a whole minute's allow.
 */
const PACE = { calls: 22, withinMs: 5_500 };
const MINUTE_MS = 60_000;

/** Work that would have waited for calls of the minute while nobody waits for them any more. None of it has begun. */
export class NotWaitedFor extends Error {
  constructor() {
    super('EasyCashier has no calls left this minute, and the program is being closed');
    this.name = 'NotWaitedFor';
  }
}

/** Work with EasyCashier: one at a time, so that a reading surely holds or lacks a booking, and by rank, so that no reading of everything holds up a sale. */
export interface CallQueue {
  /** @throws NotWaitedFor */
  run<T>(rank: CallRank, work: () => Promise<T>): Promise<T>;
  /** Whether work waits for calls of the minute, which may take all of it. Who quits does not; what can begin at once does. */
  setPatient(isPatient: boolean): void;
}

interface Waiting {
  readonly begin: () => Promise<void>;
  readonly giveUp: () => void;
}

interface Lane {
  readonly waiting: Waiting[];
  /** Of the last minute. */
  readonly begun: MonotonicTime[];
}

const newLane = (): Lane => ({ waiting: [], begun: [] });

/** When the last calls for bookings were made. */
function createPace(monotonic: Monotonic) {
  const made: MonotonicTime[] = [];
  return {
    note: (calls: number) => {
      for (let n = 0; n < calls; n += 1) made.push(monotonic.now());
      made.splice(0, made.length - PACE.calls);
    },
    waitMs: (): number => {
      const first = made.length < PACE.calls ? undefined : made[0];
      return first === undefined ? 0 : Math.max(0, PACE.withinMs - msBetween(first, monotonic.now()));
    },
  };
}

export function createCallQueue(monotonic: Monotonic, limit: Pick<CallLimit, 'waitMs' | 'spent'>): CallQueue {
  const lanes: Record<CallRank, Lane> = {
    booking: newLane(),
    sold: newLane(),
    asked: newLane(),
    scan: newLane(),
  };
  let isBusy = false;
  let isPatient = true;
  let wakeAt: MonotonicTime | null = null;

  const isOwed = (rank: CallRank): boolean => {
    const { begun } = lanes[rank];
    const now = monotonic.now();
    while (begun.length > 0 && msBetween(begun[0] ?? now, now) >= MINUTE_MS) begun.shift();
    return begun.length < AT_LEAST[rank];
  };
  const pace = createPace(monotonic);
  const waitMs = (rank: CallRank) => {
    const ms = limit.waitMs(isOwed(rank) ? KEPT_BY_OWED : KEPT[rank]);
    return rank === 'booking' ? Math.max(ms, pace.waitMs()) : ms;
  };

  /** Looks again when there are calls left; whoever comes meanwhile may be let in before. */
  const wakeIn = (ms: number): void => {
    const at = later(monotonic.now(), ms);
    if (wakeAt !== null && wakeAt <= at) return;
    wakeAt = at;
    void monotonic.sleep(ms).then(() => {
      if (wakeAt === at) wakeAt = null;
      next();
    });
  };

  const next = (): void => {
    if (isBusy) return;
    const asking = ranks.filter((rank) => lanes[rank].waiting.length > 0);
    if (asking.length === 0) return;
    const waits = new Map(asking.map((rank) => [rank, waitMs(rank)]));
    const ready = asking.filter((rank) => waits.get(rank) === 0);
    const rank = ready.find(isOwed) ?? ready[0];
    const work = rank && lanes[rank].waiting.shift();
    if (!work) {
      if (isPatient) wakeIn(Math.min(...waits.values()));
      else for (const one of asking) for (const { giveUp } of lanes[one].waiting.splice(0)) giveUp();
      return;
    }
    lanes[rank].begun.push(monotonic.now());
    isBusy = true;
    const before = limit.spent();
    void work.begin().then(() => {
      if (rank === 'booking') pace.note(limit.spent() - before);
      isBusy = false;
      next();
    });
  };

  return {
    run: (rank, work) =>
      new Promise((resolve, reject) => {
        const begin = async () => {
          try {
            resolve(await work());
          } catch (error) {
            reject(error);
          }
        };
        lanes[rank].waiting.push({ begin, giveUp: () => reject(new NotWaitedFor()) });
        next();
      }),
    setPatient: (value) => {
      isPatient = value;
      next();
    },
  };
}
