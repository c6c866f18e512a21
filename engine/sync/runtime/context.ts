import type { Trouble } from '../../../shared/contract/activity.ts';
import type { RefusalArgs } from '../../../shared/contract/base.ts';
import type { Progress } from '../../../shared/contract/sync.ts';
import { epochMs, type OurTime, ourTime, type ShopTime } from '../../../shared/words/time.ts';
import type { EasyCashierClient } from '../../easycashier/client.ts';
import { wantAskedAgain } from '../../ledger/capabilities.ts';
import type { Ledger } from '../../ledger/database.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { failureArgs } from '../../network-failure.ts';
import { OutcomeUnknown } from '../../outcome-unknown.ts';
import type { Ports } from '../../ports.ts';
import { Refusal } from '../../refusal.ts';
import type { RelayClient } from '../../relay/client.ts';
import type { ShopifyClient } from '../../shopify/client.ts';
import type { CallQueue } from './call-queue.ts';
import type { LeaseState } from './lease-state.ts';
import { type HeldFile, isShutOut, noteShut, recoveredLine, tell, troubleLine } from './ledger-file.ts';
import type { Signal } from './signal.ts';

/** How long the world is given before something is judged. Milliseconds. */
export interface Timing {
  /** A call that was not answered is over by then, one way or the other: longer than any server holds a request. */
  readonly settleMs: number;
  /** How long a level that moved may wait for the order that explains it: longer than Shopify's search lags behind. */
  readonly explainMs: number;
  /** After a take-over the other computer has been told, and what it had on its way is over. */
  readonly handOverMs: number;
}

export const usualTiming: Timing = { settleMs: 45_000, explainMs: 30_000, handOverMs: 45_000 };

export type Side = 'easycashier' | 'shopify' | 'ledger' | 'relay';

/** What the loops share: the ledger is the only state among them, the rest is how to reach the world. */
export interface Sync {
  readonly ledger: Ledger;
  readonly ports: Ports;
  /** @throws Refusal `notConnected` */
  readonly shopify: () => ShopifyClient;
  /** @throws Refusal `notConnected` */
  readonly easycashier: () => EasyCashierClient;
  /** Readings of balances and bookings never overlap, so each reading surely holds or lacks a booking; the calls of a minute go by rank. */
  readonly easycashierQueue: CallQueue;
  /** @throws Refusal `noRelay` when this computer is not paired */
  readonly relay: () => RelayClient;
  /** Whether another computer writes; see `lease-state.ts`. */
  readonly lease: LeaseState;
  readonly signals: {
    readonly bookings: Signal;
    readonly stockOut: Signal;
    readonly orders: Signal;
    /** Rung when webhooks have come, and when those about orders have been followed. */
    readonly hints: Signal;
    readonly otherHints: Signal;
  };
  readonly timing: Timing;
  readonly troubles: Map<Side, Trouble>;
  /** What is done while another program holds the ledger's file; see `ledger-file.ts`. */
  readonly held: HeldFile;
  readonly onProgress: (progress: Progress) => void;
}

/**
 * Now by Shopify's clock: its timestamps are compared with this and never with ours. Whoever may be the first to speak with Shopify
 * waits for `sync.shopify().knowTime()` before.
 */
export function shopNow(sync: Sync): ShopTime {
  const now = sync.shopify().now();
  if (now === null) throw new Error('Shopify has not told its time yet');
  return now;
}

/**
 * The day it is, for throwing away what is old: the earlier of both clocks, so that nothing goes because one of them was set forward.
 */
export function calendarNow(sync: Sync): OurTime {
  const shop = sync.shopify().now();
  const ours = sync.ports.clock.now();
  if (shop === null) return ours;
  return epochMs(ours) < epochMs(shop) ? ours : ourTime(epochMs(shop));
}

/** Short ids that people read aloud: bookings, plans, runs. */
export function shortId(sync: Sync, prefix: string): string {
  return `${prefix}-${sync.ports.random.uuid().replaceAll('-', '').slice(0, 10)}`;
}

/**
 * Remembers that a side is in trouble, and says so once in the log staff read. Where it is the ledger's file that cannot be used, that is the
 * trouble, whoever met it. Never throws because of it.
 */
export function reportTrouble(sync: Sync, side: Side, error: unknown): void {
  if (isShutOut(error)) {
    noteShut(sync, error);
    return;
  }
  // A person's will is no trouble.
  if (isPaused(error)) return;
  const code = troubleCode(side, error);
  if (code === 'unexpected') sync.ports.log.error('sync.unexpected', { side, error });
  const args = troubleArgs(error);
  const known = sync.troubles.get(side);
  if (known?.code === code) {
    // What keeps us from the side may become another thing; that is told where the trouble is shown, not once more in the log staff read.
    if (args.failure === undefined || args.failure === known.args.failure) return;
    sync.troubles.set(side, { ...known, args });
    sync.ports.log.warn('sync.trouble', { side, code, failure: args.failure });
    return;
  }
  const since = sync.ports.clock.now();
  sync.troubles.set(side, { code, args, since });
  sync.ports.log.warn('sync.trouble', { side, code, ...(args.failure ? { failure: args.failure } : {}) });
  tell(sync, troubleLine(side, { code, args }, since));
}

/** A write was not made because a person has paused everything. */
export const isPaused = (error: unknown) => error instanceof Refusal && error.code === 'paused';

function troubleArgs(error: unknown): RefusalArgs {
  if (error instanceof Refusal) return error.args;
  return error instanceof OutcomeUnknown ? failureArgs(error.failure) : {};
}

function troubleCode(side: Side, error: unknown): string {
  if (error instanceof Refusal) return error.code;
  if (error instanceof OutcomeUnknown) return `${side}Unreachable`;
  return 'unexpected';
}

/** The side is well. Where that cannot be written down just now the trouble stays until the next time. */
export function reportRecovery(sync: Sync, side: Side): void {
  const trouble = sync.troubles.get(side);
  if (!trouble) return;
  const { ledger, ports } = sync;
  try {
    ledger.transaction(() => {
      // Whoever was away may have come back as somebody else: another version, another firewall.
      if (side === 'easycashier' || side === 'shopify') wantAskedAgain(ledger, side);
      writeLog(ledger, recoveredLine(side, trouble, ports.clock.now()));
    });
  } catch (error) {
    if (!isShutOut(error)) throw error;
    noteShut(sync, error);
    return;
  }
  sync.troubles.delete(side);
}
