import { activityHandlers } from './activity.ts';
import { articleHandlers } from './articles.ts';
import { os } from './base.ts';
import { connectionHandlers } from './connection.ts';
import type { Host } from './host.ts';
import { orderHandlers } from './orders.ts';
import { storeHandlers } from './stores.ts';
import { syncHandlers } from './sync.ts';
import { webhookHandlers } from './webhooks.ts';

/** Every procedure of the contract on one engine; a file per contract file. */
export function createRouter(host: Host) {
  return os.router({
    connection: connectionHandlers(host),
    stores: storeHandlers(host),
    articles: articleHandlers(host),
    sync: syncHandlers(host),
    orders: orderHandlers(host),
    activity: activityHandlers(host),
    webhooks: webhookHandlers(host),
  });
}
