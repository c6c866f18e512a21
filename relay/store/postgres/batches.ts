/** What many ask for at the same time, one round trip for many of them. */
import { type Delivery, StoreUnavailable, type TokenKind } from '../store.ts';
import type { Quota } from '../tenant-state.ts';
import { type Batcher, createBatcher } from './batcher.ts';
import { type FoundToken, findTokens } from './devices.ts';
import * as events from './events.ts';
import { DELIVERY_MS, type Primary } from './primary.ts';

type Outcome = 'stored' | 'duplicate' | 'unknownTenant';

export interface Batches {
  /** An error is the outcome of a delivery that could not be kept while others of its batch were. */
  readonly appends: Batcher<Delivery, Outcome | Error>;
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
  channel: string,
  quota: Quota,
  onDropped: (events: number) => void,
): Batches {
  const limits = { maxWaiting: MAX_QUEUED, refusal };
  const append = async (deliveries: readonly Delivery[]): Promise<readonly Outcome[]> => {
    const appended = await primary.transaction(
      (session) => events.append(session, deliveries, quota),
      DELIVERY_MS,
    );
    onDropped(appended.dropped);
    return appended.outcomes;
  };
  return {
    appends: createBatcher({ ...limits, maxItems: 128, concurrency: 4 }, (deliveries) =>
      appendApart(deliveries, append, primary.isUp),
    ),
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

/** Where one tenant's row is held by somebody, or its data are wrong, each tenant goes alone: the others do not suffer for it. */
async function appendApart(
  deliveries: readonly Delivery[],
  append: (deliveries: readonly Delivery[]) => Promise<readonly Outcome[]>,
  isUp: () => boolean,
): Promise<readonly (Outcome | Error)[]> {
  const byTenant = Map.groupBy(deliveries, ({ tenantId }) => tenantId);
  try {
    return await append(deliveries);
  } catch (error) {
    if (byTenant.size === 1 || !isUp()) throw error;
  }
  const outcomes = new Map<Delivery, Outcome | Error>();
  const alone = async (own: readonly Delivery[]) => {
    try {
      for (const [n, outcome] of (await append(own)).entries()) outcomes.set(own[n] as Delivery, outcome);
    } catch (error) {
      for (const one of own) outcomes.set(one, error instanceof Error ? error : new Error(String(error)));
    }
  };
  await Promise.all([...byTenant.values()].map(alone));
  return deliveries.map((one) => outcomes.get(one) ?? refusal());
}
