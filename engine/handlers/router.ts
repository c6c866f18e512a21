import { requireLedger } from '../sync/runtime/ledger-file.ts';
import { whyPaused } from '../sync/runtime/paused.ts';
import { activityHandlers } from './activity.ts';
import { alertHandlers } from './alerts.ts';
import { articleHandlers } from './articles.ts';
import { os, told } from './base.ts';
import { connectionHandlers } from './connection.ts';
import type { Host } from './host.ts';
import { moveHandlers } from './move.ts';
import { orderHandlers } from './orders.ts';
import { storeHandlers } from './stores.ts';
import { syncHandlers } from './sync.ts';
import { webhookHandlers } from './webhooks.ts';

/** They only read the ledger, and are answered also while another program holds it. */
const readers: ReadonlySet<string> = new Set([
  'connection.credentials',
  'stores.list',
  'articles.list',
  'articles.match',
  'articles.story',
  'articles.buffers',
  'sync.planShow',
  'sync.runs',
  'sync.runShow',
  'orders.list',
  'orders.inbox',
  'activity.status',
  'activity.traffic',
  'activity.history',
  'activity.week',
  'activity.log',
  'activity.followLog',
  'activity.followProgress',
  'activity.report',
  'activity.settings',
  'webhooks.status',
  'move.status',
  'alerts.show',
]);

/** They write to one of the sides at once: refused while a person has paused everything. */
const writers: ReadonlySet<string> = new Set([
  'articles.setWebshop',
  'articles.setTracked',
  'sync.apply',
  'sync.undo',
  'sync.resume',
  'webhooks.create',
  'webhooks.delete',
  'webhooks.rotate',
]);

/** Every procedure of the contract on one engine; a file per contract file. */
export function createRouter(host: Host) {
  const whenFree = os.use(async ({ next, path }) => {
    const name = path.join('.');
    if (!readers.has(name)) {
      await requireLedger(host.sync).catch((error: unknown) => {
        throw told(error);
      });
    }
    const paused = writers.has(name) ? whyPaused(host.sync.ledger) : null;
    if (paused !== null) throw told(paused);
    return next();
  });
  return whenFree.router({
    connection: connectionHandlers(host),
    stores: storeHandlers(host),
    articles: articleHandlers(host),
    sync: syncHandlers(host),
    orders: orderHandlers(host),
    activity: activityHandlers(host),
    webhooks: webhookHandlers(host),
    move: moveHandlers(host),
    alerts: alertHandlers(host),
  });
}
