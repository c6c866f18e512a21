import { MAX_BODY_BYTES } from '../../shared/contract/relay.ts';
import { type Answer, type Head, type Route, refuse } from '../answer.ts';
import { type Context, isToken, turnAway } from '../context.ts';
import { dedupeKey, shopifyHeaders } from '../delivery.ts';
import { hashToken } from '../secrets.ts';
import { StoreUnavailable, type TokenOwner } from '../store/store.ts';

/**
 * `POST /in/{token}`: 200 only after the durable commit, or when the same delivery is known. Trouble is answered 503 at once, so
 * that Shopify comes again; nothing a known token does is answered with another status but a body over 5 MB.
 */
export function ingestRoute(context: Context): Route {
  const { store, clock, monotonic, causes, metrics, ingests } = context;

  const fail = (error: unknown): Answer => {
    metrics.ingest('unavailable', 0);
    metrics.refused(error instanceof StoreUnavailable ? error.reason : 'store');
    causes.tell('delivery refused', error);
    return refuse('unavailable', 'nothing can be stored at present');
  };

  const keep = async (owner: TokenOwner, head: Head, body: Uint8Array, since: number): Promise<Answer> => {
    const headers = shopifyHeaders(head.headers);
    try {
      const outcome = await store.append({
        tenantId: owner.tenantId,
        key: dedupeKey(headers, body),
        receivedAt: clock.now(),
        headers,
        body,
      });
      if (outcome === 'unknownTenant')
        return refuse('unknownToken', 'this address is nobody’s', { status: 404 });
      metrics.ingest(outcome, (monotonic.now() - since) / 1_000);
      return { status: 200 };
    } catch (error) {
      return fail(error);
    }
  };

  return {
    method: 'POST',
    path: '/in/:token',
    maxBody: MAX_BODY_BYTES,
    open: async (head) => {
      const since = monotonic.now();
      const token = head.param;
      const hash = isToken(token) ? hashToken(token) : null;
      let owner: TokenOwner | null;
      try {
        owner = hash && (await store.findToken('ingest', hash, clock.now()));
      } catch (error) {
        return fail(error);
      }
      if (!owner || !hash) {
        metrics.ingest('unknownToken', 0);
        return turnAway(context, head, 'this address is nobody’s', 404);
      }
      head.recognised(owner.tenantId);
      if (!ingests.take(token, since)) {
        metrics.ingest('overRate', 0);
        metrics.refused('overRate');
        return refuse('unavailable', 'more deliveries than this relay takes for one shop');
      }
      return (body) => keep(owner, head, body, since);
    },
  };
}
