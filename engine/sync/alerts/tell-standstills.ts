import type { AlertChannel, AlertSettings } from '../../../shared/contract/alerts.ts';
import { tellingTroubles } from '../../../shared/contract/troubles.ts';
import { alertChannels } from '../../../shared/words/alerts.ts';
import { epochMs, later, type MonotonicTime, msBetween, type OurTime } from '../../../shared/words/time.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { listInbox } from '../../ledger/inbox.ts';
import { readSetting } from '../../ledger/settings.ts';
import { Refusal } from '../../refusal.ts';
import { isOpenAt } from '../../rules/opening-hours.ts';
import {
  type Due,
  dueOn,
  type Look,
  lookAgain,
  type Seen,
  type Standstill,
  toldOn,
} from '../../rules/standstills.ts';
import type { Sync } from '../runtime/context.ts';
import { whyReadOnly } from '../runtime/lease-state.ts';
import { isLedgerShut, isShutOut, noteShut } from '../runtime/ledger-file.ts';
import { rememberedBy } from '../runtime/per-process.ts';
import { type AlertKind, alertText } from './alert-text.ts';
import { sendAlert } from './send-alert.ts';

const LOOK_MS = 30_000;
/** A side that should have been read so long ago stands still, whether or not anything has failed. */
const UNREAD_MS = 10 * 60_000;
const AGAIN_MS = 60_000;
const LONGEST_AGAIN_MS = 60 * 60_000;
const MINUTE_MS = 60_000;

/** What this process remembers: also while the ledger's file cannot be used, which is one of the things to be told. */
interface Watch {
  settings: AlertSettings | null;
  held: Standstill[];
  /** Of `held`, what is in the ledger. */
  kept: string;
  lookedAt: MonotonicTime | null;
  isWriter: boolean;
  /** When a way that failed is tried again, and how long the next pause is. */
  readonly again: Map<AlertChannel, { at: MonotonicTime; pauseMs: number }>;
}
const watchOf = rememberedBy(
  (): Watch => ({
    settings: null,
    held: [],
    kept: '[]',
    lookedAt: null,
    isWriter: false,
    again: new Map(),
  }),
);

/** A way that was changed is tried at once. */
export function forgetPauses(sync: Sync): void {
  watchOf(sync).again.clear();
}

/**
 * Tells whoever is named in the settings that something stands still that needs a person, or that does not pass: once, and once when it is well.
 * Nothing waits for it, and nothing that fails here stops anything else. Ends with `signal`; what is on its way then is given up and, where it
 * may have arrived, sent once more under the same name by the next start.
 */
export async function tellLoop(sync: Sync, computer: string, signal: AbortSignal): Promise<void> {
  const { monotonic, log } = sync.ports;
  for (;;) {
    await monotonic.sleep(LOOK_MS, signal);
    if (signal.aborted) return;
    try {
      await look(sync, computer, signal);
    } catch (error) {
      if (isShutOut(error)) noteShut(sync, error);
      else log.error('alerts.failed', { error });
    }
  }
}

async function look(sync: Sync, computer: string, signal: AbortSignal): Promise<void> {
  const watch = watchOf(sync);
  const { clock, monotonic } = sync.ports;
  const now = monotonic.now();
  const passedMs = watch.lookedAt === null ? 0 : Math.min(2 * LOOK_MS, msBetween(watch.lookedAt, now));
  watch.lookedAt = now;
  recall(sync, watch);
  const { settings } = watch;
  if (settings === null || !mayTell(sync, watch)) return;
  const ways = alertChannels.filter((channel) => settings[channel] !== null);
  const at = clock.now();
  // Where nobody is told nothing is counted.
  watch.held = ways.length === 0 ? [] : lookAgain(forWays(watch.held, ways), lookOf(sync, at, passedMs));
  keep(sync, watch);
  if (!isOpenAt(settings.hours, at)) return;
  await Promise.all(ways.map((channel) => tellOn(sync, { channel, settings, computer, at, signal })));
}

const lookOf = (sync: Sync, at: OurTime, passedMs: number): Look => ({
  at,
  passedMs,
  seen: seenNow(sync, at),
  isProven: (subject, since) => isProvenWell(sync, subject, since),
});

/** What was told on a way that is none any more is told to be over to nobody. */
const forWays = (held: readonly Standstill[], ways: readonly AlertChannel[]) =>
  held.map((one) => ({ ...one, told: one.told.filter((channel) => ways.includes(channel)) }));

/** The ledger is where it is known from; while it cannot be read what is remembered counts. */
function recall({ ledger }: Sync, watch: Watch): void {
  try {
    watch.settings = readState(ledger, 'alerts');
    const kept = readState(ledger, 'standstills');
    const text = JSON.stringify(kept);
    // Another process has written, or this one has just started.
    if (text !== watch.kept) Object.assign(watch, { held: kept, kept: text });
  } catch (error) {
    if (!isShutOut(error)) throw error;
  }
}

function keep({ ledger }: Sync, watch: Watch): void {
  const text = JSON.stringify(watch.held);
  if (text === watch.kept) return;
  try {
    ledger.transaction(() => writeState(ledger, 'standstills', watch.held));
    watch.kept = text;
  } catch (error) {
    if (!isShutOut(error)) throw error;
  }
}

/**
 * The computer with the right to write tells, once the shop is kept equal; nobody else, and nobody twice. While the ledger's file cannot be used
 * what was so before counts: nobody looks after the lease then.
 */
function mayTell(sync: Sync, watch: Watch): boolean {
  if (isLedgerShut(sync)) return watch.isWriter;
  const { ledger } = sync;
  watch.isWriter = whenShut(
    watch.isWriter,
    () => readState(ledger, 'activatedAt') !== null && whyReadOnly(sync) === null,
  );
  return watch.isWriter;
}

function seenNow(sync: Sync, at: OurTime): Seen[] {
  const trouble = (side: 'easycashier' | 'shopify' | 'ledger' | 'relay') => sync.troubles.get(side) ?? null;
  const troubles = {
    easycashier: trouble('easycashier') ?? unread(sync, 'easycashier', at),
    shopify: trouble('shopify') ?? unread(sync, 'shopify', at),
    ledger: trouble('ledger'),
    relay: trouble('relay'),
  };
  const seen: Seen[] = tellingTroubles(troubles).map(([subject, { code, args, since }]) => ({
    subject,
    code,
    args,
    since,
  }));
  const guard = whenShut([], () => listInbox(sync.ledger, false)).find(({ kind }) => kind === 'guardStopped');
  if (guard) seen.push({ subject: 'guard', code: guard.kind, args: {}, since: guard.openedAt });
  return seen;
}

/** Nothing has failed, and nothing has been read either. */
function unread({ ledger }: Sync, side: 'easycashier' | 'shopify', at: OurTime) {
  const seenAt = whenShut(null, () => readState(ledger, `${side}SeenAt`));
  const pollMs = whenShut(0, () => readSetting(ledger, 'pollSeconds')) * 1_000;
  if (seenAt === null || msBetween(seenAt, at) < UNREAD_MS + 2 * pollMs) return null;
  return { code: `${side}Unreachable`, args: {}, since: seenAt };
}

/** That a side is not complained of is no proof that it is well: the next look at it may be an hour away. */
function isProvenWell({ ledger, lease }: Sync, subject: Seen['subject'], since: OurTime): boolean {
  if (subject === 'relay')
    return lease.heardAt !== null || whenShut(false, () => readState(ledger, 'relay') === null);
  if (subject !== 'easycashier' && subject !== 'shopify') return true;
  const seenAt = whenShut(null, () => readState(ledger, `${subject}SeenAt`));
  return seenAt !== null && seenAt > since;
}

function whenShut<T>(instead: T, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (isShutOut(error)) return instead;
    throw error;
  }
}

interface Telling {
  readonly channel: AlertChannel;
  readonly settings: AlertSettings;
  readonly computer: string;
  /** Of the look it is about. */
  readonly at: OurTime;
  readonly signal: AbortSignal;
}

/** One way's messages, one after the other: what is over first, so that what is said last is how it stands. */
async function tellOn(sync: Sync, telling: Telling): Promise<void> {
  const watch = watchOf(sync);
  const { monotonic } = sync.ports;
  const { channel, settings, at } = telling;
  const again = watch.again.get(channel);
  if (again && msBetween(monotonic.now(), again.at) > 0) return;
  const due = dueOn(channel, watch.held, { at, afterMs: settings.afterMinutes * MINUTE_MS });
  const messages: [AlertKind, Due][] = [
    ['over', { begun: [], over: due.over }],
    ['begun', { begun: due.begun, over: [] }],
  ];
  for (const [kind, part] of messages) {
    if (part.begun.length + part.over.length === 0) continue;
    if (!(await tellOne(sync, telling, kind, part))) return;
  }
}

/** False: it has not arrived, and is tried again after a pause that grows. */
async function tellOne(sync: Sync, telling: Telling, kind: AlertKind, due: Due): Promise<boolean> {
  const watch = watchOf(sync);
  const { channel, settings, computer, signal } = telling;
  const { ledger, ports } = sync;
  const told = [...due.begun, ...due.over];
  const after = toldOn(channel, watch.held, due);
  const shop = whenShut(null, () => readSetting(ledger, 'shopify'))?.shop ?? '';
  const alert = {
    ...alertText(settings, { shop, computer }, kind, told),
    kind,
    isStill: after.some((one) => one.told.includes(channel)),
    id: [kind, ...told.map(({ subject, since }) => `${subject}.${epochMs(since)}`)].join('.'),
  };
  let partly: Refusal | null;
  try {
    partly = await sendAlert(ports, channel, settings, alert, signal);
  } catch (error) {
    if (signal.aborted) return false;
    if (!(error instanceof Refusal)) throw error;
    const pauseMs = Math.min(LONGEST_AGAIN_MS, 2 * (watch.again.get(channel)?.pauseMs ?? AGAIN_MS / 2));
    watch.again.set(channel, { at: later(ports.monotonic.now(), pauseMs), pauseMs });
    noteDelivery(sync, channel, error);
    return false;
  }
  watch.again.delete(channel);
  // The other way may have told meanwhile.
  watch.held = toldOn(channel, watch.held, due);
  keep(sync, watch);
  noteDelivery(sync, channel, partly);
  ports.log.info('alerts.told', { channel, kind, subjects: told.map(({ subject }) => subject) });
  return true;
}

/** What became of the last message on a way; `failure` null: it has arrived. */
export function noteDelivery({ ledger, ports }: Sync, channel: AlertChannel, failure: Refusal | null): void {
  const at = ports.clock.now();
  whenShut(undefined, () =>
    ledger.transaction(() => {
      const said = failure && { code: failure.code, args: failure.args };
      writeState(ledger, 'alertDeliveries', {
        ...readState(ledger, 'alertDeliveries'),
        [channel]: { at, failure: said },
      });
    }),
  );
}
