/** Looks which shop's computer has not come, and tells whom the shop has named: once, and once when it is back. */
import { type SilenceAlerts, silenceAlerts } from '../../shared/contract/relay.ts';
import { wordsOf } from '../causes.ts';
import type { Context } from '../context.ts';
import type { Watched } from '../store/store.ts';
import { dueOf } from './silence.ts';
import type { Outgoing, Ways } from './ways.ts';
import { messageOf } from './words.ts';

const AGAIN_MS = 60_000;
const LONGEST_AGAIN_MS = 60 * 60_000;
/** At once. */
const MOST_AT_ONCE = 10;

export interface SilenceWatch {
  /** One look at every shop. Never rejects: a store that cannot be asked is asked the next time, and nobody is told for it. */
  look(): Promise<void>;
}

export function createSilenceWatch(context: Context, ways: Ways): SilenceWatch {
  const { store, clock, monotonic, log } = context;
  /** Nobody can have come before, nor while the store could not be asked. */
  let reachableSince = clock.now();
  const again = new Map<string, { readonly at: number; readonly pauseMs: number }>();

  const one = async (tenant: Watched): Promise<void> => {
    const alerts = read(tenant.alerts);
    const { tenantId, lastCameAt, toldAt } = tenant;
    if (alerts === null || lastCameAt === null || !isTold(alerts, ways)) return;
    const waits = again.get(tenantId);
    if (waits && monotonic.now() < waits.at) return;
    const now = clock.now();
    const kind = dueOf(alerts, { now, lastCameAt, toldAt, reachableSince });
    if (kind === null) return;
    const next = kind === 'silent' ? now : null;
    // Of several nodes one tells it.
    if (!(await store.claimAlert(tenantId, toldAt, next))) return;
    const { language, shop } = alerts;
    const message = messageOf(language, { kind, shop, lastCameAt, waiting: tenant.waiting });
    const id = `${kind}.${tenantId}.${kind === 'silent' ? lastCameAt : toldAt}`;
    if (await send(context, ways, tenantId, alerts, { ...message, kind, id })) {
      again.delete(tenantId);
      return;
    }
    const pauseMs = Math.min(LONGEST_AGAIN_MS, 2 * (waits?.pauseMs ?? AGAIN_MS / 2));
    again.set(tenantId, { at: monotonic.now() + pauseMs, pauseMs });
    await store.claimAlert(tenantId, next, toldAt);
  };

  return {
    look: async () => {
      try {
        const tenants = await store.watched();
        for (let n = 0; n < tenants.length; n += MOST_AT_ONCE) {
          await Promise.all(tenants.slice(n, n + MOST_AT_ONCE).map(one));
        }
      } catch (error) {
        reachableSince = clock.now();
        log.warn('not looked for silence', { reason: wordsOf(error) });
      }
    },
  };
}

/** Null: kept by another version, which says it anew when the computer asks next. */
function read(text: string): SilenceAlerts | null {
  return silenceAlerts.safeParse(JSON.parse(text)).data ?? null;
}

const isTold = ({ to, web }: SilenceAlerts, { mail }: Ways) =>
  web !== null || (mail !== null && to.length > 0);

/** True: it has arrived on one way at least. Why not stands in the log, without an address. */
async function send(
  { log, metrics }: Context,
  { mail, post }: Ways,
  tenantId: string,
  { to, web }: SilenceAlerts,
  message: Outgoing,
): Promise<boolean> {
  const ways: [string, Promise<void>][] = [];
  if (mail !== null && to.length > 0) ways.push(['mail', mail(to, message)]);
  if (web !== null) ways.push(['web', post(web, message)]);
  const ended = await Promise.allSettled(ways.map(([, sent]) => sent));
  for (const [n, outcome] of ended.entries()) {
    const isSent = outcome.status === 'fulfilled';
    metrics.told(isSent);
    const fields = { tenant: tenantId, way: ways[n]?.[0], kind: message.kind };
    if (isSent) log.info('told', fields);
    else log.warn('not told', { ...fields, reason: String((outcome.reason as Error).message) });
  }
  return ended.some(({ status }) => status === 'fulfilled');
}
