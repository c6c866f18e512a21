/**
 * Deliveries on their way to the database, in lanes: a tenant's go one batch after the other, in a lane that it shares with others, so that no
 * two batches wait for one row. A tenant whose row somebody holds gets a lane of its own until its deliveries pass again.
 */
import type { Monotonic } from '../../ports.ts';
import { createInTime } from '../in-time.ts';
import type { Delivery } from '../store.ts';
import { createBatcher } from './batcher.ts';
import type { Outcome } from './events.ts';

export interface Appends {
  /** In time (`in-time.ts`), by the others of its lane. @throws StoreUnavailable */
  ask(delivery: Delivery): Promise<Outcome>;
  waiting(): number;
  /** How long the oldest has been waiting, in milliseconds. */
  oldestMs(): number;
  /** Resolves when nothing is left. */
  quiesce(): Promise<void>;
}

type Append = (deliveries: readonly Delivery[]) => Promise<readonly Outcome[]>;

const LANES = 2;
const MAX_PER_BATCH = 256;

/** Always the same for a tenant. */
function laneOf(tenantId: string): number {
  let hash = 0;
  for (let n = 0; n < tenantId.length; n += 1) hash = (hash * 31 + tenantId.charCodeAt(n)) >>> 0;
  return hash % LANES;
}

export interface LaneOptions {
  readonly monotonic: Monotonic;
  readonly maxWaiting: number;
  refusal(): Error;
  /** Nothing is tried anew while the whole store is away. */
  isUp(): boolean;
}

/** The delivery did not pass with the others of its batch: it goes on in a lane of its tenant's own. */
const ASIDE = 'aside';

interface Lane<Result> extends Omit<Appends, 'ask'> {
  ask(delivery: Delivery): Promise<Result>;
}

/** One batch after the other, each delivery in time. */
function createLane<Result>(
  { monotonic, maxWaiting, refusal }: LaneOptions,
  work: (deliveries: readonly Delivery[]) => Promise<readonly Result[]>,
): Lane<Result> {
  const inTime = createInTime(monotonic);
  const limits = { maxWaiting, refusal, maxItems: MAX_PER_BATCH, concurrency: 1 };
  const { ask, waiting, quiesce } = createBatcher(limits, work);
  return {
    ask: (delivery) => inTime.run(() => ask(delivery)),
    waiting,
    oldestMs: inTime.oldestMs,
    quiesce,
  };
}

export function createLanes(options: LaneOptions, append: Append): Appends {
  /** Of tenants whose row somebody holds, or whose data are wrong; or who were in a batch with such a one, until they have passed. */
  const aside = new Map<string, Lane<Outcome>>();
  const openAside = (tenantId: string): Lane<Outcome> => {
    const lane = aside.get(tenantId) ?? createLane(options, append);
    aside.set(tenantId, lane);
    return lane;
  };

  const appendTogether = async (
    deliveries: readonly Delivery[],
  ): Promise<readonly (Outcome | typeof ASIDE)[]> => {
    try {
      return await append(deliveries);
    } catch (error) {
      if (!options.isUp()) throw error;
      const tenantIds = new Set(deliveries.map(({ tenantId }) => tenantId));
      for (const tenantId of tenantIds) openAside(tenantId);
      if (tenantIds.size === 1) throw error;
      return deliveries.map(() => ASIDE);
    }
  };

  /** The lane is there until its deliveries have passed and none is left. */
  const askAside = async (delivery: Delivery): Promise<Outcome> => {
    const { tenantId } = delivery;
    const lane = openAside(tenantId);
    const outcome = await lane.ask(delivery);
    if (lane.waiting() === 0 && aside.get(tenantId) === lane) aside.delete(tenantId);
    return outcome;
  };

  const lanes = Array.from({ length: LANES }, () => createLane(options, appendTogether));
  const all = () => [...lanes, ...aside.values()];
  return {
    ask: async (delivery) => {
      const { tenantId } = delivery;
      const lane = lanes[laneOf(tenantId)];
      const outcome = lane && !aside.has(tenantId) ? await lane.ask(delivery) : ASIDE;
      return outcome === ASIDE ? askAside(delivery) : outcome;
    },
    waiting: () => all().reduce((sum, one) => sum + one.waiting(), 0),
    oldestMs: () => Math.max(...all().map((one) => one.oldestMs())),
    quiesce: async () => {
      await Promise.all(lanes.map((one) => one.quiesce()));
      // What did not pass there has gone on here.
      await Promise.all([...aside.values()].map((one) => one.quiesce()));
    },
  };
}
