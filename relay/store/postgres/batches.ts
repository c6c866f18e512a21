/** What many ask for at the same time, one round trip for many of them. */
import type { Monotonic } from '../../ports.ts';
import { type Delivery, StoreUnavailable, type TokenKind } from '../store.ts';
import type { Quota } from '../tenant-state.ts';
import { type Batcher, createBatcher } from './batcher.ts';
import { type FoundToken, findTokens } from './devices.ts';
import * as events from './events.ts';
import { type Appends, createLanes } from './lanes.ts';
import { DELIVERY_MS, type Primary } from './primary.ts';

export interface Batches {
  readonly appends: Appends;
  readonly lookups: Batcher<{ readonly kind: TokenKind; readonly hash: Uint8Array }, FoundToken | null>;
  /** Tokens that were used, and when. */
  readonly uses: Batcher<{ readonly hash: Uint8Array; readonly at: number }, void>;
  /** Tells the other nodes that something was stored for these tenants. */
  readonly notices: Batcher<string, void>;
}

const MAX_QUEUED = 5_000;
const refusal = () => new StoreUnavailable('the queue is full', { reason: 'queueFull' });

/** Nothing is asked yet. `onDropped` is told how many events each batch of deliveries has pushed out. */
export function openBatches(
  primary: Primary,
  { monotonic, channel, quota }: { monotonic: Monotonic; channel: string; quota: Quota },
  onDropped: (events: number) => void,
): Batches {
  const limits = { maxWaiting: MAX_QUEUED, refusal };
  /** What cannot be pushed out now is at the next delivery, or at the next sweep. */
  const pushOut = (tenantId: string, at: number) =>
    primary
      .transaction((session) => events.pushOutTenant(session, tenantId, quota, at), DELIVERY_MS)
      .then(onDropped, () => undefined);
  const append = async (deliveries: readonly Delivery[]): Promise<readonly events.Outcome[]> => {
    const { outcomes, over } = await primary.write(
      (session) => events.append(session, deliveries, quota),
      DELIVERY_MS,
    );
    for (const [tenantId, at] of over) await pushOut(tenantId, at);
    return outcomes;
  };
  return {
    appends: createLanes({ ...limits, monotonic, isUp: primary.isUp }, append),
    lookups: createBatcher({ ...limits, maxItems: 512, concurrency: 2 }, (asked) =>
      primary.use((session) => findTokens(session, asked), DELIVERY_MS),
    ),
    uses: createBatcher({ ...limits, maxItems: 512, concurrency: 1 }, async (used) => {
      await primary.use((session) =>
        session.query('UPDATE token SET used_at = $1 WHERE hash = ANY($2) AND coalesce(used_at, 0) < $1', [
          Math.max(...used.map(({ at }) => at)),
          used.map(({ hash }) => hash),
        ]),
      );
      return used.map(() => undefined);
    }),
    // After the commit and beside it: NOTIFY in a transaction would make all commits of the server queue up.
    notices: createBatcher(
      { refusal, maxWaiting: 10_000, maxItems: 1_000, concurrency: 1 },
      async (tenantIds) => {
        await primary.use((session) =>
          session.query('SELECT pg_notify($1, id) FROM unnest($2::text[]) AS id', [
            channel,
            [...new Set(tenantIds)],
          ]),
        );
        return tenantIds.map(() => undefined);
      },
    ),
  };
}
