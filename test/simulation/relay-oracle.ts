import type { Engine } from '../../engine/engine.ts';
import type { Ledger } from '../../engine/ledger/database.ts';
import { orderTopics, wantedSubscriptions } from '../../engine/shopify/webhooks.ts';
import type { RelayScene, Scene } from './scene.ts';

/**
 * What must be so at quiet because of the relay. Empty when all holds.
 * @param hasForgotten a ledger was put back, and with it what its log told
 */
export async function relayViolations(
  scene: Scene,
  relay: RelayScene,
  engine: Engine,
  { ledgers, hasForgotten }: { readonly ledgers: readonly Ledger[]; readonly hasForgotten: boolean },
): Promise<string[]> {
  const { network } = relay;
  const { ledger } = engine;
  const has = (event: string) =>
    ledgers.some((one) => one.get('SELECT 1 FROM log WHERE event = ?', event) !== undefined);
  const ours = scene.practice.shopify.webhooks.list().map(({ uri }) => /\/in\/(.*)$/.exec(uri)?.[1] ?? '');
  const asNeighbour = () => network.neighbour.fetchAll([...new Set(ours)]);
  let found = await asNeighbour();
  for (const { subject, available } of network.record.forged) {
    const row = ledger.get<{ webhook_id: string }>(
      "SELECT webhook_id FROM relay_event WHERE subject LIKE '%/' || ? OR available = ?",
      subject,
      available,
    );
    if (row) found.push(`forged, yet followed: ${row.webhook_id}`);
  }
  if (network.record.hasGap() && !hasForgotten && !has('relayGap'))
    found.push('a gap of the relay is not told of');
  if (relay.chores.size > 0) return [...found, ...network.record.violations()];
  const look = () => scene.scheduler.runFor(engine.client.webhooks.status(), 10 * 60_000);
  let status = await look();
  // What our own last writes have set off may be on its way.
  const isOnItsWay = () => status.relay?.waiting || network.record.violations().length > 0;
  for (let n = 0; n < 12 && isOnItsWay(); n += 1) {
    await scene.scheduler.runUntil(scene.scheduler.now() + 10_000);
    status = await look();
    found = [...found, ...(await asNeighbour())];
  }
  const { relay: view, topics } = status;
  found.push(...network.record.violations());
  if (!view?.reachable) found.push('the relay cannot be reached at quiet');
  if (view?.waiting) found.push(`${view.waiting} events are not acknowledged at quiet`);
  if (!relay.mustBeSubscribed) return found;
  const missing = topics.filter(({ state }) => state !== 'ok').map(({ topic }) => topic);
  if (topics.length !== wantedSubscriptions.length || missing.length > 0)
    found.push(`not subscribed at quiet: ${missing.join(', ')}`);
  if (scene.practice.shopify.webhooks.stats.subscriptionsDropped >= orderTopics.length) {
    if (!has('webhooksRepaired')) found.push('subscriptions were made anew without a word');
  }
  return found;
}

/** Somebody forges one more: the alarm must be in the log after the line that was the last when the program was started. */
export async function alarmViolations(
  scene: Scene,
  relay: RelayScene,
  engine: Engine,
  lastLine: number,
): Promise<string[]> {
  const before = scene.scheduler.now();
  relay.faults.forge(1);
  await scene.scheduler.runUntil(before + 60_000);
  const isTold = engine.ledger.get("SELECT 1 FROM log WHERE event = 'webhookForged' AND id > ?", lastLine);
  return isTold || scene.practice.shopify.webhooks.list().length === 0
    ? []
    : ['a forged webhook raises no alarm'];
}

/** Orders changed before `until` that the ledger does not hold as they are: they came neither by webhook nor for a gap. */
export function unheardOf(scene: Scene, engine: Engine, from: number, until: number): string[] {
  return scene.practice.shopify.orders().flatMap((order) => {
    if (order.updatedAt < from || order.updatedAt > until) return [];
    const held = engine.ledger.get<{ updated_at: number }>(
      'SELECT updated_at FROM shop_order WHERE order_id = ?',
      order.id,
    );
    if (held && held.updated_at >= Math.floor(order.updatedAt / 1_000) * 1_000) return [];
    const at = new Date(order.updatedAt).toISOString().slice(11, 19);
    return [
      `not heard of without polling: ${order.name}, changed at ${at}${held ? '' : ', not known at all'}`,
    ];
  });
}
