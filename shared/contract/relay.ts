import { z } from 'zod';

/**
 * What the relay and the engine say to each other over HTTP: the only file they share. Every answer that is not a success
 * is a `relayError`. A relay is not trusted: what it hands over are hints, and the engine checks the signature of each.
 */

/** Shopify sends no larger body. */
export const MAX_BODY_BYTES = 5 * 1024 * 1024;
/** The longest a poll may wait, in seconds: shorter than what proxies cut. */
export const MAX_WAIT_SECONDS = 25;
/** The most events of one answer. */
export const MAX_EVENTS = 500;

/** 256 random bits, base64url. Only its SHA-256 is stored by the relay. */
const token = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const instant = z.number().int().nonnegative();
const seq = z.number().int().nonnegative();
/**
 * Whose numbers these are: another one after a backup was put back, since numbers are then given out a second time. Absent from a relay
 * from before it was told.
 */
const store = z.string().min(1).max(100).optional();

/** `POST /v1/pairing-codes`, with the operator's admin key: a code that pairs one more computer, once. */
export const pairingCodeRequest = z.strictObject({
  /** An existing tenant, for a second computer of the same shop; without it pairing makes a new tenant. */
  tenantId: z.string().max(100).optional(),
  /** For the operator's own lists; at most 100 characters, never a secret. */
  note: z.string().max(100).optional(),
});
export const pairingCodeAnswer = z.object({ code: z.string(), expiresAt: instant });

/**
 * `POST /v1/pair`: no token, the code is the right to do it. The computer brings the tokens it will use, so that a pairing
 * whose answer was lost can simply be made again: with the same code, the same instance and the same tokens it is the same
 * pairing, at any time. For any other instance a code that was used is unknown.
 */
export const pairRequest = z.strictObject({
  code: z.string().min(8).max(100),
  /** One installation: random, kept in its ledger. */
  instanceId: z.string().min(8).max(100),
  /** The name its computer goes by, for people. */
  name: z.string().max(100),
  /** Shopify posts to `/in/{ingestToken}`. */
  ingestToken: token,
  /** `Authorization: Bearer {deviceToken}` for everything else. */
  deviceToken: token,
});
export const pairAnswer = z.object({ tenantId: z.string() });

/**
 * `POST /v1/tokens/rotate`: the caller's own token of a kind; other computers keep theirs. The old one stays valid until the
 * next rotation of its kind, or until it is dropped. Of a device's tokens the one the call was made with always survives; of
 * ingest tokens one that was never used goes first: an answer that got lost locks nobody out.
 */
export const rotateRequest = z.strictObject({
  kind: z.enum(['ingest', 'device']),
  /** Drop the old one and make no new one. */
  dropPrevious: z.boolean().default(false),
});
export const rotateAnswer = z.object({ token: token.nullable() });

/** One delivery, as it came. */
const relayEvent = z.object({
  /** Per tenant, in the order of the commits, from 1. */
  seq: seq.positive(),
  /** Epoch milliseconds of the relay's clock. */
  receivedAt: instant,
  /** Every header whose name contains `shopify`, verbatim and in order. */
  headers: z.array(z.tuple([z.string(), z.string()])),
  /** The raw bytes, base64. */
  body: z.string(),
});
export type RelayEvent = z.infer<typeof relayEvent>;

/** Events up to and with `through` were dropped before anybody acknowledged them. Kept until it is acknowledged. */
const relayGap = z.object({
  through: seq.positive(),
  /** How many, at least. */
  dropped: z.number().int().positive(),
  reason: z.enum(['retention', 'quota']),
  at: instant,
});

/**
 * `GET /v1/events?after&limit&wait`: answered at once when there is something after `after`, else within `wait` seconds. Large
 * bodies make an answer shorter than `limit`: the last page is the one that ends at `head`.
 */
export const eventsQuery = z.strictObject({
  after: z.coerce.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER).default(0),
  limit: z.coerce.number().int().min(1).max(MAX_EVENTS).default(MAX_EVENTS),
  wait: z.coerce.number().int().min(0).max(MAX_WAIT_SECONDS).default(0),
});
export const eventsAnswer = z.object({
  events: z.array(relayEvent),
  /** The last seq given out, 0 before the first. A `head` below the asker's cursor means that the relay was set back. */
  head: seq,
  /** The oldest event still held; null when none is. */
  oldest: seq.nullable(),
  /** Null, or what the asker missed after its `after`. */
  gap: relayGap.nullable(),
  store,
});
export type EventsAnswer = z.infer<typeof eventsAnswer>;

/**
 * `POST /v1/ack`: everything through `through` may be erased. Refused with 409 `staleLease` under any epoch but the newest, with 409
 * `otherStore` when the number is another store's. A relay from before `store` was known answers a request that has it with 400 `badRequest`.
 */
export const ackRequest = z.strictObject({ through: seq, epoch: z.number().int().positive(), store });
/** What is acknowledged from now on: never less than before, never more than `head`. */
export const ackAnswer = z.object({ through: seq, store });

/** Who writes to the shop. */
const leaseHolder = z.object({
  /** The name its computer goes by, for people. */
  name: z.string(),
  /** Held without a break since. */
  since: instant,
  /** It ends here unless it is renewed. */
  expiresAt: instant,
});
/** The ledger that writes: a random id, and how many times it has been about to write to the shop. */
const ledgerCount = z.object({ id: z.string().min(8).max(100), writes: z.number().int().nonnegative() });
/**
 * A ledger's count of writes, to be kept beside the lease. It is kept unless the relay holds a higher one of the same ledger than
 * `known`: then somebody has written under its name and it does not know of it.
 */
const ledgerClaim = z.strictObject({
  ...ledgerCount.shape,
  /** The highest count that this ledger has ever asked to be kept, before this call. */
  known: z.number().int().nonnegative(),
  /** Random, one for each call: a call that comes twice is one. */
  mark: z.string().min(8).max(100),
});

/**
 * `POST /v1/lease`: takes, renews or gives back the right to write. Refused with 409 `leaseHeld` while another instance, or another
 * ledger of the same instance, holds it, unless `takeOver`; with 409 `ledgerBehind`, which renews and changes nothing, when the ledger
 * is the holder's and more is kept of it than it knows. The epoch grows with every change of holder. A relay from before `ledger` was
 * known answers a request that has it with 400 `badRequest`.
 */
export const leaseRequest = z.strictObject({
  /** One installation: random, kept in its ledger. */
  instanceId: z.string().min(8).max(100),
  name: z.string().max(100),
  takeOver: z.boolean().default(false),
  release: z.boolean().default(false),
  /** Absent from a computer that keeps no count, or does not believe what the relay says of it. */
  ledger: ledgerClaim.optional(),
});
export const leaseAnswer = z.object({
  epoch: z.number().int().nonnegative(),
  /** Seconds it lasts unless it is renewed; 0 after it was given back. */
  ttl: z.number().int().nonnegative(),
  since: instant,
  /** Other computers that are paired with the same shop. */
  others: z.number().int().nonnegative(),
  store,
});

/** `GET /v1/tenant`: how the feed stands. `DELETE /v1/tenant` erases it with its tokens and answers 204;
 * `DELETE /v1/device` erases the computer that asks with its tokens, and with the last one the tenant. */
export const tenantAnswer = z.object({
  tenantId: z.string(),
  head: seq,
  acknowledged: seq,
  waiting: z.number().int().nonnegative(),
  waitingBytes: z.number().int().nonnegative(),
  lastReceivedAt: instant.nullable(),
  lease: leaseHolder.nullable(),
  gap: relayGap.nullable(),
  store,
});

const clockTime = z.string().regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/);
/** Who is told that the shop's computer has not come, and when. */
export const silenceAlerts = z.strictObject({
  language: z.enum(['sv', 'en']),
  /** What the shop is called, for the message. */
  shop: z.string().max(255),
  /** Monday first, by Stockholm's clock; null: closed all day. */
  hours: z.array(z.strictObject({ from: clockTime, to: clockTime }).nullable()).length(7),
  /** So long in opening hours without the computer that writes. */
  afterMinutes: z.number().int().min(1).max(1_440),
  /** By the operator's mail server, if there is one. */
  to: z.array(z.email().max(254)).max(10),
  web: z
    .strictObject({
      kind: z.enum(['teams', 'slack', 'healthchecks', 'text']),
      /** On the internet: what leads into the relay's own network is not posted to. */
      address: z.url({ protocol: /^https$/ }).max(2_000),
    })
    .nullable(),
});
export type SilenceAlerts = z.infer<typeof silenceAlerts>;
/**
 * `POST /v1/alerts`: replaces what was said before; null: nobody is told. A relay from before it was known answers 404 `notFound`. Erased with
 * the tenant.
 */
export const alertsRequest = z.strictObject({ alerts: silenceAlerts.nullable() });
/** `mail`: the relay can send mail. */
export const alertsAnswer = z.object({ mail: z.boolean() });

/** What is said with every status from 400. */
export const relayErrorCodes = [
  'badRequest',
  'unknownToken',
  'unknownCode',
  'unknownTenant',
  'tooLarge',
  'tooMany',
  'leaseHeld',
  'staleLease',
  'ledgerBehind',
  'otherStore',
  'unavailable',
  'notFound',
] as const;
export const relayError = z.object({
  error: z.object({
    code: z.enum(relayErrorCodes),
    message: z.string(),
    /** With `leaseHeld` and `staleLease`. */
    holder: leaseHolder.optional(),
    /** With `ledgerBehind`: what is kept. */
    ledger: ledgerCount.optional(),
  }),
});
