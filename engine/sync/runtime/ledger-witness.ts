import { z } from 'zod';
import { ourTimeSchema, shopTimeSchema } from '../../../shared/contract/instants.ts';
import { type MonotonicTime, msBetween, type OurTime } from '../../../shared/words/time.ts';
import { closeBatch, openBatches } from '../../ledger/batches.ts';
import { questionPending } from '../../ledger/bookings.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { readIdentity, renewIdentity } from '../../ledger/identity.ts';
import { openInbox } from '../../ledger/inbox.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { activeRunId, setRowStates, setRunState } from '../../ledger/runs.ts';
import { readSetting } from '../../ledger/settings.ts';
import { Refusal } from '../../refusal.ts';
import { stockholmMinute } from '../../rules/days.ts';
import { judgeLedger, type LedgerVerdict } from '../../rules/ledger-identity.ts';
import { reportTrouble, type Sync, shortId } from './context.ts';
import { rememberedBy } from './per-process.ts';

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

/** A keychain that asks its person for a password must not keep goods that are sold on sale. */
const PATIENCE_MS = 5_000;
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
  const inside = readIdentity(ledger);
  const verdict = judgeLedger(inside, outside, await isLasting(sync));
  const isOtherShop = outside !== null && outside.shop !== shop;
  if (verdict === 'same' || (verdict === 'replaced' && isOtherShop)) {
    if (outside?.writes !== inside.writes || outside.ledgerId !== inside.ledgerId) await keepWitness(sync);
    return;
  }
  beginNewLife(sync, verdict, outside);
  sync.ports.milestone('life:begun');
  await keepWitness(sync);
  sync.ports.milestone('life:kept');
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
  const caughtUpAt = readState(ledger, 'caughtUpAt');
  const value: KeptWitness = { ...identity, at: ports.clock.now(), caughtUpAt, shop };
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

const LATE: unique symbol = Symbol('late');

async function inTime<Value>(sync: Sync, work: Promise<Value>): Promise<Value | typeof LATE> {
  const done = new AbortController();
  work.catch(() => undefined); // whoever loses the race fails unheard
  try {
    return await Promise.race([
      work,
      sync.ports.monotonic.sleep(PATIENCE_MS, done.signal).then((): typeof LATE => LATE),
    ]);
  } finally {
    done.abort();
  }
}

const questions = {
  restored: 'ledgerRestored',
  copied: 'ledgerCopied',
  replaced: 'ledgerReplaced',
} as const satisfies Record<Exclude<LedgerVerdict, 'same'>, string>;

/**
 * This ledger does not know what was booked last. It takes a new identity, so that no copy passes for it; what was on its way is
 * unknown, what waited is in question, and a take-over begins: it ends by asking about every order since.
 */
function beginNewLife(
  sync: Sync,
  verdict: Exclude<LedgerVerdict, 'same'>,
  outside: KeptWitness | null,
): void {
  const { ledger, ports } = sync;
  const at = ports.clock.now();
  const kind = questions[verdict];
  const last =
    verdict === 'replaced'
      ? { since: outside?.at ?? null, caughtUpAt: outside?.caughtUpAt ?? null }
      : { since: lastKnown(sync), caughtUpAt: readState(ledger, 'caughtUpAt') };
  const { since } = last;
  const args = { since: since === null ? '–' : stockholmMinute(since) };
  ports.log.warn('ledger.new-life', {
    verdict,
    ...args,
    outside: outside?.writes,
    inside: readIdentity(ledger).writes,
  });
  ledger.transaction(() => {
    renewIdentity(ledger);
    writeState(ledger, 'newLife', { kind, ...last });
    writeState(ledger, 'inheritedUntil', null);
    // Where the cut-over has not been drawn there is nothing to take over yet: the orders from before it are asked about then.
    if (readState(ledger, 'activatedAt') !== null) {
      writeState(ledger, 'takeOverUntil', at);
      sync.lease.handOverUntil = null;
      questionPending(ledger);
      giveUpOpenWrites(sync, at);
    }
    openInbox(ledger, {
      id: shortId(sync, 'q'),
      at,
      subject: { kind: 'newLife' },
      kind,
      args,
      choices: ['ignore'],
      isAskedAgain: true,
    });
    writeLog(ledger, {
      at,
      event: 'ledgerReplaced',
      cause: 'system',
      result: 'waiting',
      args: { reason: kind, ...args },
    });
  });
  if (readState(ledger, 'takeOverUntil') !== null)
    reportTrouble(sync, 'ledger', new Refusal('ledgerReplaced', args));
}

/** The last instant that the ledger itself knows of. */
function lastKnown({ ledger }: Sync): OurTime | null {
  const seen = [readState(ledger, 'shopifySeenAt'), readState(ledger, 'easycashierSeenAt')];
  return seen.reduce((latest, at) => (latest === null || (at !== null && at > latest) ? at : latest), null);
}

/** Batches that were on their way when the copy was made: their levels are read anew; a run waits for its person. */
function giveUpOpenWrites({ ledger }: Sync, at: OurTime): void {
  for (const batch of openBatches(ledger)) {
    closeBatch(ledger, batch.idempotencyKey, 'lost', at, 'another ledger wrote since');
    const positions = batch.rows.flatMap(({ runPosition }) => (runPosition === null ? [] : [runPosition]));
    if (batch.runId !== null && positions.length > 0) setRowStates(ledger, batch.runId, positions, 'pending');
  }
  const runId = activeRunId(ledger);
  if (runId) setRunState(ledger, runId, 'paused', null);
}
