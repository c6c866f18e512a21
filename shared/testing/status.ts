/** A status as the engine tells it where all is well, and what a test changes about it. */

import type { Status } from '../contract/activity.ts';
import { standingOf } from '../contract/standing.ts';
import type { RunSummary } from '../contract/sync.ts';
import { ourTime, shopTime } from '../words/time.ts';

const allIsWell: Omit<Status, 'standing'> = {
  quiet: true,
  activatedAt: shopTime(1),
  shop: 'ovningsbutiken.myshopify.com',
  company: '1',
  practice: false,
  shadow: false,
  multipleLocations: false,
  articles: { webshop: 10, inStep: 10, outOfStep: 0, unmatched: 0 },
  queue: { dirtyCells: 0, pendingBookings: 0, unknownBookings: 0, waitingEvents: 0 },
  inboxOpen: 0,
  ordersToday: 0,
  pushesToday: 0,
  lastPushAt: null,
  lastOrderAt: null,
  easycashierSeenAt: ourTime(1),
  shopifySeenAt: ourTime(1),
  troubles: { easycashier: null, shopify: null, ledger: null, relay: null },
  notTold: null,
  webhooks: 'ok',
  pausedAt: null,
  pausedBy: null,
  absence: null,
  stocktakes: [],
  otherComputer: null,
  run: null,
};

export function statusWith(changes: Partial<Status> = {}): Status {
  const status = { ...allIsWell, ...changes };
  return { standing: standingOf(status, { question: null, change: null }), ...status };
}

export function troubleWith(changes: Partial<Status['troubles']>): Status {
  return statusWith({ troubles: { ...allIsWell.troubles, ...changes } });
}

export function runWith(state: RunSummary['state']): RunSummary {
  return {
    runId: 'r1',
    kind: 'sync',
    planId: 'p1',
    undoes: null,
    state,
    startedAt: ourTime(1),
    finishedAt: null,
    total: 2,
    counts: { pending: 2, sent: 0, done: 0, stale: 0, failed: 0 },
    undoneBy: null,
    by: null,
  };
}
