/**
 * What the relay keeps, as an interface with two engines: SQLite for one machine, PostgreSQL for many. Both must pass
 * `testing/contracts.ts`. Every method rejects with `StoreUnavailable` when nothing can be kept or read at present; what it has
 * answered is on the disk. Instants are epoch milliseconds of the caller's clock.
 */
import type { RelayEvent } from '../../shared/contract/relay.ts';
import type { Header } from '../delivery.ts';
import type { IsRunning, LeaseRequest, TenantState } from './tenant-state.ts';

/** What kind of refusal it is, for the metrics: the disk or the server; the queue; more than three seconds; somebody's lock. */
export type RefusalReason = 'store' | 'queueFull' | 'tooSlow' | 'locked';

/** Nothing was promised: whoever asked may ask again later. `cause` says why, for the log. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  readonly reason: RefusalReason;

  constructor(message: string, options: { readonly cause?: unknown; readonly reason?: RefusalReason } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.reason = options.reason ?? 'store';
  }
}

export type TokenKind = 'ingest' | 'device';

/** Whose token it is. A device is one computer of a tenant. */
export interface TokenOwner {
  readonly tenantId: string;
  readonly deviceId: string;
}

export interface Delivery {
  readonly tenantId: string;
  /** 32 bytes; two deliveries of a tenant with the same key are one. */
  readonly key: Uint8Array;
  readonly receivedAt: number;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
}

export interface Page {
  readonly tenant: TenantState;
  readonly events: readonly RelayEvent[];
}

export interface LeaseOutcome {
  readonly granted: boolean;
  /** As it is afterwards. */
  readonly tenant: TenantState;
  /** Other installations that are paired with the same shop. */
  readonly others: number;
}

export type AcknowledgeOutcome = Omit<LeaseOutcome, 'others'>;

export interface PairingCode {
  readonly hash: Uint8Array;
  /** Null: it makes a new tenant. */
  readonly tenantId: string | null;
  readonly note: string;
  readonly createdAt: number;
  /** Null: until it is used. */
  readonly expiresAt: number | null;
}

/** So long a code is known that has expired unused: whoever offers the same again, as a script with its settings does, makes no new one of it. */
export const DEAD_CODE_MS = 400 * 24 * 3_600_000;

export interface Pairing {
  readonly codeHash: Uint8Array;
  /** The id of the tenant, should the code make one. */
  readonly newTenantId: string;
  /** The id of the computer, should it be a new one. */
  readonly newDeviceId: string;
  /** One installation, and the name its computer goes by. */
  readonly instanceId: string;
  readonly name: string;
  readonly ingestHash: Uint8Array;
  readonly deviceHash: Uint8Array;
  readonly at: number;
}

export interface Rotation {
  readonly owner: TokenOwner;
  readonly kind: TokenKind;
  /** Null: drop the old one and make no new one. */
  readonly newHash: Uint8Array | null;
  /** The token the call was made with: it survives. */
  readonly callerHash: Uint8Array;
  readonly at: number;
}

/** How much the store holds, for the metrics. */
export interface Holdings {
  readonly tenants: number;
  readonly events: number;
  readonly bytes: number;
  /** When the oldest event still held was received; null when none is. */
  readonly oldestAt: number | null;
}

interface Health {
  readonly isUp: boolean;
  /** Writes that wait for their commit. */
  readonly queued: number;
  /** How long the oldest of them has been waiting, in milliseconds. */
  readonly oldestMs: number;
  /** How often the connection that hears of other nodes was lost; 0 where there are none. */
  readonly listenLost: number;
}

export interface TenantSeen {
  readonly tenantId: string;
  /** Null: never. */
  readonly lastSeenAt: number | null;
  readonly waiting: number;
}

/** A tenant that has said who is to be told when its computer does not come. */
export interface Watched {
  readonly tenantId: string;
  /** As it was said, JSON. */
  readonly alerts: string;
  /** When the computer that writes last asked for the lease; null: none ever has. */
  readonly lastCameAt: number | null;
  /** Events that nobody has fetched. */
  readonly waiting: number;
  /** When it was told that it does not come; null: it has not been, or it is back. */
  readonly toldAt: number | null;
}

export interface Dropped {
  readonly retention: number;
  readonly quota: number;
}

export interface Store {
  /** Null: nobody's. Remembers, to the hour, that it was used. */
  findToken(kind: TokenKind, hash: Uint8Array, at: number): Promise<TokenOwner | null>;
  /** Resolves after the durable commit. */
  append(delivery: Delivery): Promise<'stored' | 'duplicate' | 'unknownTenant'>;
  /** Events after `after`, oldest first, of one instant with the tenant's state: at most `limit`, and about 8 MB. */
  read(tenantId: string, after: number, limit: number): Promise<Page | null>;
  readTenant(tenantId: string): Promise<TenantState | null>;
  /** Erases what is acknowledged, under the newest epoch only; much of it in parts, so that what came before a failure stays granted. */
  acknowledge(
    tenantId: string,
    through: number,
    epoch: number,
    at: number,
  ): Promise<AcknowledgeOutcome | null>;
  lease(
    tenantId: string,
    request: LeaseRequest,
    at: number,
    isRunning?: IsRunning,
  ): Promise<LeaseOutcome | null>;
  /** False: there is no such tenant. A code that is known already stays as it is. */
  addPairingCode(code: PairingCode): Promise<boolean>;
  /**
   * The tenant the tokens belong to; null when the code is unknown, used or expired, or a token is somebody else's. The same
   * pairing again, by the same installation with the same tokens, is the same answer and makes the tokens valid again. A new
   * code for an installation that has paired before gives the same computer new tokens.
   */
  pair(pairing: Pairing): Promise<{ readonly tenantId: string } | null>;
  /** False: there is no such device any more. */
  rotate(rotation: Rotation): Promise<boolean>;
  /** A computer with its tokens, which are gone at once; with the last one everything of its tenant. */
  eraseDevice(owner: TokenOwner): Promise<void>;
  /** Everything of a tenant, which nobody knows from the first instant on; what it held goes in parts, the rest of them at the next sweep. */
  eraseTenant(tenantId: string): Promise<void>;
  /**
   * Drops what is older than `retainFrom` or over the quota, forgets old ids and dead codes, in parts until all is done or the signal
   * comes. A tenant that cannot be swept holds back no other: the error comes at the end.
   */
  sweep(at: number, retainFrom: number, signal?: AbortSignal): Promise<void>;
  /**
   * A backup was put back: from now on this is another store for every computer, and what it held is a gap. To be called before anybody
   * asks. Returns how many tenants there are.
   */
  restored(at: number): Promise<number>;
  /** `head` of each tenant that exists. */
  heads(tenantIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  holdings(): Promise<Holdings>;
  /** Told after each commit that brought something for a tenant, as far as the engine hears of it. */
  onCommit(listener: (tenantId: string) => void): void;
  /** How often to look for commits of others in case one was not heard of; null where all commits are the store's own. */
  readonly pollEveryMs: number | null;
  /** Events dropped by this process since its start. */
  dropped(): Dropped;
  health(): Health;
  /** When each tenant's computers last asked for anything, to the hour, and its oldest event that nobody has fetched. */
  tenants(): Promise<readonly TenantSeen[]>;
  /** Replaces who is told of a tenant, as JSON; null: nobody. What was told before is forgotten with whom. False: there is no such tenant. */
  setAlerts(tenantId: string, alerts: string | null): Promise<boolean>;
  /** The tenants with somebody to be told. */
  watched(): Promise<readonly Watched[]>;
  /** Of nodes that find the same at the same time one may tell it: true for the one that changed it. */
  claimAlert(tenantId: string, from: number | null, to: number | null): Promise<boolean>;
  /** Finishes what it was given. */
  close(): Promise<void>;
}

/** Of bodies and headers in one answer; the first event is given whatever its size. */
export const PAGE_BYTES = 8 * 1024 * 1024;
/** How long the id of an event is known after the event has gone. */
export const REMEMBER_MS = 7 * 24 * 3_600_000;
/** How many ids of events that have gone are known per tenant, at most. */
export const REMEMBERED_IDS = 100_000;
/** Uses of a token are remembered to the hour. */
export const USE_STEP_MS = 3_600_000;
