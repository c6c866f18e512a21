import { type Answer, type Head, refuse } from './answer.ts';
import type { Causes } from './causes.ts';
import type { LeaseWatch } from './lease-watch.ts';
import type { LongPolls } from './long-polls.ts';
import type { Metrics } from './metrics.ts';
import type { Clock, Log, Monotonic, Random } from './ports.ts';
import type { Buckets, Rate } from './rate.ts';
import { hashToken } from './secrets.ts';
import type { Store, TokenOwner } from './store/store.ts';

export interface RelayLimits {
  /** Per ingest token. What is above is answered 503, which Shopify repeats; 4xx would cost the subscription. */
  readonly ingest: Rate;
  /** Per computer, all calls together. */
  readonly device: Rate;
  /** Per address: unknown tokens, wrong codes, wrong admin keys. */
  readonly strangers: Rate;
  /** Polls of one computer that may wait at the same time. */
  readonly pollsPerDevice: number;
  /** What nobody acknowledged is dropped after so long. */
  readonly retentionMs: number;
}

/** What every route is given. */
export interface Context {
  readonly store: Store;
  readonly clock: Clock;
  readonly monotonic: Monotonic;
  readonly random: Random;
  readonly log: Log;
  /** Why the store refuses. */
  readonly causes: Causes;
  readonly limits: RelayLimits;
  /** Null: pairing codes cannot be made over HTTP. */
  readonly adminKey: string | null;
  readonly metrics: Metrics;
  readonly polls: LongPolls;
  readonly leases: LeaseWatch;
  readonly ingests: Buckets;
  readonly devices: Buckets;
  readonly strangers: Buckets;
}

export interface Caller {
  readonly owner: TokenOwner;
  readonly tokenHash: Uint8Array;
}

const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

export const isToken = (text: string): boolean => tokenPattern.test(text);

/** What comes after `Bearer`; empty without it. */
export const bearer = (head: Head): string => /^Bearer +(\S+) *$/i.exec(head.authorization ?? '')?.[1] ?? '';

/** Somebody nobody knows: told so, and after a while only that it is too much. */
export function turnAway(context: Context, head: Head, message: string, status: number): Answer {
  if (context.strangers.take(head.address, context.monotonic.now())) {
    return refuse('unknownToken', message, { status });
  }
  return refuse('tooMany', 'too many attempts');
}

/** The computer behind `Authorization: Bearer …`, or the refusal. */
export async function recognise(context: Context, head: Head): Promise<Caller | Answer> {
  const { store, clock, monotonic, devices } = context;
  const token = bearer(head);
  if (!isToken(token)) return turnAway(context, head, 'a device token is wanted', 401);
  const tokenHash = hashToken(token);
  const owner = await store.findToken('device', tokenHash, clock.now());
  if (!owner) return turnAway(context, head, 'this device token is not known', 401);
  head.recognised(owner.tenantId);
  if (!devices.take(owner.deviceId, monotonic.now())) return refuse('tooMany', 'too many calls');
  return { owner, tokenHash };
}
