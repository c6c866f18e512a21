import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '../host/load-engine.ts';
import type { DemoReport } from './report.ts';
import type { Stage } from './stage.ts';
import { PATIENCE_MS } from './wait.ts';

const POLL_MS = 300;
const WEBHOOKS_SOON_MS = 5_000;

/** Nothing waits to be written or booked, and it is known of every booking whether it arrived. */
export async function isStill(client: Client): Promise<boolean> {
  const { queue } = await client.activity.status();
  return queue.dirtyCells + queue.pendingBookings + queue.unknownBookings === 0;
}

/** Nothing waits, here or at the relay, and a fresh look at both sides finds no difference, and still nothing waits. */
export async function untilQuiet({ client, shops }: Stage): Promise<DemoReport['program']> {
  const { easycashier, shopify } = shops.practice;
  // What the dead relay did not take comes again after a minute, and tells nothing new.
  const isOnItsWay = () => (shopify.nextDueAt() ?? Number.POSITIVE_INFINITY) < Date.now() + WEBHOOKS_SOON_MS;
  const isFetched = async () => (await client.webhooks.status()).relay?.waiting === 0;
  const giveUpAt = performance.now() + PATIENCE_MS;
  let differences = 0;
  while (performance.now() < giveUpAt) {
    const isCalm = easycashier.faults.pending().length + shopify.faults.pending().length === 0;
    if (isCalm && !isOnItsWay() && (await isStill(client)) && (await isFetched())) {
      ({ length: differences } = (await client.sync.drift()).differences);
      if (differences === 0 && (await isStill(client))) return { isQuiet: true, differences };
    }
    await delay(POLL_MS);
  }
  return { isQuiet: false, differences };
}
