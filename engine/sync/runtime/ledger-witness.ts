import { z } from 'zod';
import { ourTimeSchema, shopTimeSchema } from '../../../shared/contract/instants.ts';
import { epochMs, type MonotonicTime, msBetween } from '../../../shared/words/time.ts';
import { type Arrived, readState, writeState } from '../../ledger/engine-state.ts';
import { readIdentity } from '../../ledger/identity.ts';
import { readSetting } from '../../ledger/settings.ts';
import { judgeLedger } from '../../rules/ledger-identity.ts';
import { type Sync, shopNow } from './context.ts';
import { inTime, LATE } from './in-time.ts';
import { beginNewLife } from './new-life.ts';
import { rememberedBy } from './per-process.ts';

/**
 * The near place outside the file: the keychain. The far one is the relay (`lease.ts`), which knows also when the whole computer has gone
 * back. Both are judged by one rule, and whichever is ahead begins the same new life.
 */

/** What is kept outside the file. `shop`: an empty folder is nobody's heir in a shop that is not this one. */
const witness = z.object({
  ledgerId: z.string(),
  writes: z.number().int().nonnegative(),
  at: ourTimeSchema,
  /** By Shopify's clock, which nobody sets: up to when the ledger had taken in the orders. */
  caughtUpAt: shopTimeSchema.nullable().default(null),
  shop: z.string(),
});
type KeptWitness = z.infer<typeof witness>;

/** Writes to Shopify compare before they set: for those it is enough to look now and then. */
const LOOK_MS = 10_000;

/** What one process knows of the place outside the file. */
interface Watch {
  lookedAt: MonotonicTime | null;
  /** The last count that is surely kept there. */
  kept: string | null;
  keeping: Promise<void> | null;
}
const watchOf = rememberedBy((): Watch => ({ lookedAt: null, kept: null, keeping: null }));

/**
 * Is this still the ledger that wrote last? Asked at the start and before writing: a copy that was put back knows nothing of what has
 * been booked since, and would book it again. Where it is not, nothing is written until the orders since then have been asked about.
 * What cannot be read outside concludes nothing.
 */
export async function checkLedger(sync: Sync): Promise<void> {
  const { ledger } = sync;
  const shop = readSetting(ledger, 'shopify')?.shop;
  if (shop === undefined) return; // nothing to write to
  const watch = watchOf(sync);
  watch.lookedAt = sync.ports.monotonic.now();
  try {
    await compare(sync, shop);
  } catch (error) {
    watch.lookedAt = null; // what was found could not be written down: looked at once more before anything is sent
    throw error;
  }
}

async function compare(sync: Sync, shop: string): Promise<void> {
  const { ledger } = sync;
  const outside = await readOutside(sync);
  if (outside === 'unreadable') return;
  const lasts = await isLasting(sync);
  const inside = readIdentity(ledger);
  const verdict = judgeLedger({ ...inside, before: readState(ledger, 'lifeBefore') }, outside, lasts);
  const arrived = readState(ledger, 'arrived');
  // It was handed over, and nobody else has written since: where it came to is where its count is kept from now on.
  const isHandedOver = verdict === 'copied' && arrived?.isKnown === false && (await isRecent(sync, arrived));
  const isOtherShop = outside !== null && outside.shop !== shop;
  if (verdict === 'same' || isHandedOver || (verdict === 'replaced' && isOtherShop)) {
    if (outside?.writes !== inside.writes || outside.ledgerId !== inside.ledgerId) await keepWitness(sync);
    noteArrival(sync);
    return;
  }
  beginNewLife(sync, verdict, outside);
  sync.ports.milestone('life:begun');
  await keepWitness(sync);
  sync.ports.milestone('life:kept');
}

/** A file that was left longer ago may have been taken back in between: its orders are asked about. */
const HAND_OVER_MS = 24 * 60 * 60_000;

/**
 * By Shopify's clock, which the two computers share. By their own, where the old one had not heard it.
 * @throws Refusal where Shopify does not tell its time: nothing is concluded then, and nothing written
 */
async function isRecent(sync: Sync, { movedAt, movedAtByShop }: Arrived): Promise<boolean> {
  if (movedAtByShop === null) return Math.abs(msBetween(movedAt, sync.ports.clock.now())) < HAND_OVER_MS;
  await sync.shopify().knowTime();
  return msBetween(movedAtByShop, shopNow(sync)) < HAND_OVER_MS;
}

/** Its count is kept here: from now on a keychain that is empty has been emptied. */
function noteArrival(sync: Sync): void {
  const { ledger } = sync;
  const arrived = readState(ledger, 'arrived');
  const { ledgerId, writes } = readIdentity(ledger);
  if (arrived === null || arrived.isKnown || watchOf(sync).kept !== `${ledgerId} ${writes}`) return;
  writeState(ledger, 'arrived', { ...arrived, isKnown: true });
}

/** `checkLedger` at the start of a process. A ledger that has just come is judged at its first writing, when Shopify can say how old it is. */
export async function checkLedgerAtStart(sync: Sync): Promise<void> {
  if (readState(sync.ledger, 'arrived')?.isKnown === false) return;
  await checkLedger(sync);
}

/** `checkLedger`, unless it was just done. */
export async function checkLedgerNowAndThen(sync: Sync): Promise<void> {
  const { lookedAt } = watchOf(sync);
  if (lookedAt !== null && msBetween(lookedAt, sync.ports.monotonic.now()) < LOOK_MS) return;
  await checkLedger(sync);
}

/** A place that keeps nothing beyond the process says nothing by being empty. */
async function isLasting({ ports }: Sync): Promise<boolean> {
  return (await ports.secrets.isLasting?.()) ?? true;
}

/** Null: there is none. A keychain that is locked shows neither this nor the logins: that says nothing. */
async function readOutside(sync: Sync): Promise<KeptWitness | null | 'unreadable'> {
  const { secrets, log } = sync.ports;
  try {
    const text = await inTime(sync, secrets.get('ledger.witness'));
    if (text === LATE) return 'unreadable';
    if (text !== null) {
      const parsed = witness.safeParse(JSON.parse(text));
      if (parsed.success) return parsed.data;
      log.warn('ledger.witness-unreadable', {});
      return 'unreadable';
    }
    const password = await inTime(sync, secrets.get('easycashier.password'));
    return password === null || password === LATE ? 'unreadable' : null;
  } catch (error) {
    log.warn('ledger.witness-unreadable', { error });
    return 'unreadable';
  }
}

/**
 * Up to when what was sold is booked or asked about, for whoever comes after. A new life that is not over has taken in nothing: after it too
 * everything since the life before is to be asked about, however often it is begun anew.
 */
function upToWhen({ ledger, ports }: Sync): Pick<KeptWitness, 'at' | 'caughtUpAt'> {
  const life = readState(ledger, 'newLife');
  if (life !== null) return { at: life.since ?? ports.clock.now(), caughtUpAt: life.caughtUpAt };
  // Between the line and the first whole look, and once it is switched off, only the cursor tells.
  const cursor = readState(ledger, 'ordersCursor');
  const caughtUpAt = readState(ledger, 'caughtUpAt') ?? (epochMs(cursor) > 0 ? cursor : null);
  return { at: ports.clock.now(), caughtUpAt };
}

/**
 * Keeps the ledger's identity and count outside the file. Returns when that is done, or after some seconds; a place that refuses is told
 * in the technical log and stops nothing.
 */
export async function keepWitness(sync: Sync): Promise<void> {
  const watch = watchOf(sync);
  // One at a time; the last one has the newest count.
  while (watch.keeping !== null) await watch.keeping;
  const { ledger, ports } = sync;
  const shop = readSetting(ledger, 'shopify')?.shop;
  if (shop === undefined) return;
  const identity = readIdentity(ledger);
  const key = `${identity.ledgerId} ${identity.writes}`;
  if (watch.kept === key) return;
  const value: KeptWitness = { ...identity, ...upToWhen(sync), shop };
  watch.keeping = inTime(sync, ports.secrets.set('ledger.witness', JSON.stringify(value)))
    .then((done) => {
      if (done !== LATE) watch.kept = key;
    })
    .catch((error) => ports.log.warn('ledger.witness-not-kept', { error }))
    .finally(() => {
      watch.keeping = null;
    });
  await watch.keeping;
}
