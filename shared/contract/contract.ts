import { activity } from './activity.ts';
import { articles } from './articles.ts';
import { connection } from './connection.ts';
import { orders } from './orders.ts';
import { stores } from './stores.ts';
import { sync } from './sync.ts';

/** Everything a window or a command line may ask of the engine. */
export const contract = { connection, stores, articles, sync, orders, activity };
export type Contract = typeof contract;
