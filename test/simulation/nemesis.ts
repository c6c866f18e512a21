import { readSetting } from '../../engine/ledger/settings.ts';
import { relayUrl } from '../programs/relay.ts';
import type { Computer } from './computer.ts';
import { attempt, type RelayScene, type Scene } from './scene.ts';

/** What takes hours or weeks, or a person: at most one strikes a seed. */
export const nemeses = ['away', 'offline', 'dayLate', 'setBack', 'newSecret'] as const;
export type Nemesis = (typeof nemeses)[number];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface NemesisContext extends Scene {
  readonly relay: RelayScene;
  readonly computer: Computer;
  /** A new life with its loops. */
  readonly start: (pollSeconds?: number) => Promise<void>;
}

/** Returns when it is over; what a person must do about it may be left in the scene's chores. */
export async function inject(nemesis: Nemesis, context: NemesisContext): Promise<void> {
  context.tell(`nemesis: ${nemesis}`);
  await { away, offline, dayLate, setBack, newSecret }[nemesis](context);
  context.tell('nemesis over');
}

/** The shops go on for a while. */
async function playFor({ scheduler, world, relay }: NemesisContext, minutes: number): Promise<void> {
  const end = scheduler.now() + minutes * MINUTE;
  while (scheduler.now() < end) {
    await scheduler.runUntil(scheduler.now() + relay.chance.integer(5_000, 40_000));
    world.act();
  }
}

/** The relay is away for longer than Shopify tries: its subscriptions are deleted. */
async function away(context: NemesisContext): Promise<void> {
  const { relay, scheduler, computer, start, world } = context;
  const { chance, network } = relay;
  network.outages.awayUntil(scheduler.now() + 10 * HOUR);
  await playFor(context, 3);
  await computer.shutDown();
  // Rarely the program stays on: hours of its life take seconds of ours.
  const staysOn = chance.chance(0.04);
  if (staysOn) await start(1_800);
  for (let hour = 0; hour < 10; hour += 1) {
    await scheduler.runUntil(scheduler.now() + HOUR);
    if (hour < 4) world.act();
  }
  network.outages.awayUntil(null);
  if (staysOn) await scheduler.runUntil(scheduler.now() + 2 * HOUR);
  await computer.shutDown();
  relay.mustBeSubscribed = true;
  await start();
}

/** The program is off for longer than the relay keeps events. */
async function offline(context: NemesisContext): Promise<void> {
  const { relay, scheduler, computer, start, world } = context;
  await computer.shutDown();
  for (let n = relay.chance.integer(1, 6); n > 0; n -= 1) world.act();
  await scheduler.runUntil(scheduler.now() + 31 * DAY);
  await relay.network.sweep();
  for (let n = relay.chance.integer(0, 6); n > 0; n -= 1) world.act();
  await scheduler.runUntil(scheduler.now() + 14 * DAY);
  await relay.network.sweep();
  await start();
}

/** Webhooks come a day late, some to a program that has long known. */
async function dayLate(context: NemesisContext): Promise<void> {
  const { practice, relay, scheduler, computer, start } = context;
  practice.shopify.webhookFaults.add({ kind: 'delayed', times: relay.chance.integer(3, 20), ms: DAY });
  await playFor(context, 3);
  await computer.shutDown();
  await scheduler.runUntil(scheduler.now() + relay.chance.pick([DAY - 2 * MINUTE, DAY + HOUR]));
  await start();
}

/**
 * The relay has lost everything. With the tokens set up again it only counts from anew; with the codes alone it knows nobody until
 * a person pairs again, and until then the program says so and polls.
 */
async function setBack(context: NemesisContext): Promise<void> {
  const { relay, computer, tell, found } = context;
  const hasTokens = relay.chance.chance(0.5);
  await relay.network.setBack(hasTokens);
  tell(`relay set back, ${hasTokens ? 'tokens known' : 'codes known'}`);
  if (!hasTokens) {
    const pairingCode = relay.codes.get(computer.name) ?? '';
    relay.chores.set('pair again', (at) =>
      at
        .engine()
        .client.webhooks.create({ relayUrl, pairingCode })
        .then(() => undefined),
    );
  }
  await playFor(context, 2);
  if (hasTokens || !computer.isAlive()) return;
  const { troubles } = await computer.engine().client.activity.status();
  // While another program holds the ledger nothing is asked of the relay, and that is told.
  const isTold = troubles.relay !== null || troubles.ledger !== null;
  if (!isTold && !relay.network.outages.isCut(computer.name))
    found.push(`a relay that knows us no more is not told of: ${JSON.stringify(troubles)}`);
  if (relay.chance.chance(0.5)) {
    const again = relay.chores.get('pair again');
    if (again && (await attempt(context, computer, 'pair again', () => again(computer))))
      relay.chores.delete('pair again');
  }
}

/** The secret is exchanged in Shopify; sooner or later somebody types in the new one. */
async function newSecret(context: NemesisContext): Promise<void> {
  const { practice, relay, computer } = context;
  relay.secret = `shpss_${'f'.repeat(32)}`;
  practice.shopify.rotateSecret(relay.secret);
  const { shop, clientId, accessToken } = practice.credentials.shopify;
  const { secret } = relay;
  relay.chores.set('new secret', async (at) => {
    const { client } = at.engine();
    const isGranted = (readSetting(at.engine().ledger, 'shopify')?.clientId ?? null) !== null;
    await client.connection.connectShopify({
      shop,
      ...(isGranted ? { clientId, clientSecret: secret } : { accessToken, apiSecret: secret }),
    });
  });
  await playFor(context, relay.chance.integer(0, 4));
  const connect = relay.chores.get('new secret');
  if (connect && (await attempt(context, computer, 'new secret', () => connect(computer))))
    relay.chores.delete('new secret');
}
