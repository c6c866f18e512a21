import { activity } from './activity.ts';
import { alerts } from './alerts.ts';
import { articles } from './articles.ts';
import { connection } from './connection.ts';
import { move } from './move.ts';
import { orders } from './orders.ts';
import { stores } from './stores.ts';
import { sync } from './sync.ts';
import { webhooks } from './webhooks.ts';

/** Everything a window or a command line may ask of the engine. */
export const contract = { connection, stores, articles, sync, orders, activity, webhooks, move, alerts };
export type Contract = typeof contract;
