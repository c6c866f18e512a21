/**
 * The rules of one tenant's feed, the same for both engines: pure, from state to state. Numbers are given out without holes and
 * only the oldest ever go, so everything up to `floor` has gone and everything from there to `head` is held.
 */
/** Seconds a lease lasts unless it is renewed. */
export const LEASE_SECONDS = 60;

/** Over either limit the oldest events go, and a gap is left. */
export interface Quota {
  readonly events: number;
  /** Of headers and bodies. */
  readonly bytes: number;
}

/** What is kept of the ledger that holds the lease: how many times it has been about to write, and the call that said so. */
export interface LedgerCount {
  readonly id: string;
  readonly writes: number;
  readonly mark: string;
}

/** What one installation asks of the lease: to have or keep it, to take it from another, or to give it back. */
export interface LeaseRequest {
  readonly instanceId: string;
  readonly name: string;
  readonly takeOver: boolean;
  readonly release: boolean;
  /** `known`: the highest count it has ever asked to be kept, before this. */
  readonly ledger?: (LedgerCount & { readonly known: number }) | undefined;
}

export interface Gap {
  /** The last event that was dropped. */
  readonly through: number;
  readonly dropped: number;
  /** Why the last one was dropped, and when. */
  readonly reason: 'retention' | 'quota';
  readonly at: number;
}

export interface TenantState {
  readonly tenantId: string;
  /** Drawn each time a backup was put back; null before the first. */
  readonly life: string | null;
  /** The last number given out, 0 before the first. */
  readonly head: number;
  readonly acknowledged: number;
  /** The last event that has gone, acknowledged or dropped. */
  readonly floor: number;
  /** Of the headers and bodies still held. */
  readonly bytes: number;
  readonly lastReceivedAt: number | null;
  readonly gap: Gap | null;
  /** Grows with every change of holder; 0 before the first. */
  readonly epoch: number;
  /** The last holder, whether its lease still runs or not. */
  readonly holder: {
    readonly instanceId: string;
    readonly name: string;
    readonly since: number;
    readonly expiresAt: number;
    /** Null: it has told none. */
    readonly ledger: LedgerCount | null;
  } | null;
}

/** Whose numbers these are: another one after a backup was put back. */
export const storeOf = ({ tenantId, life }: TenantState): string => life ?? tenantId;

/**
 * How far the numbers go up when a backup was put back: more than could have been given out since it was made, so that a computer from
 * before stores told who they are finds a gap before it.
 */
export const RESTORED_JUMP = 1_000_000_000;

export const isOver = (state: TenantState, quota: Quota): boolean =>
  state.head - state.floor > quota.events || state.bytes > quota.bytes;

/** How many of the oldest must go until the tenant is within its quota; `oldest` are the bytes of the first after `floor`. */
export function overflow(
  state: TenantState,
  quota: Quota,
  oldest: readonly number[],
): { readonly count: number; readonly bytes: number } {
  let [count, bytes] = [0, 0];
  for (const size of oldest) {
    const isWithin = state.head - state.floor - count <= quota.events && state.bytes - bytes <= quota.bytes;
    if (isWithin) break;
    count += 1;
    bytes += size;
  }
  return { count, bytes };
}

/** The next event is held: its number is the new `head`. */
export function withEvent(state: TenantState, bytes: number, at: number): TenantState {
  return { ...state, head: state.head + 1, bytes: state.bytes + bytes, lastReceivedAt: at };
}

/** The oldest `count` events were dropped before anybody acknowledged them. */
export function withDropped(
  state: TenantState,
  drop: { readonly count: number; readonly bytes: number },
  reason: Gap['reason'],
  at: number,
): TenantState {
  const floor = state.floor + drop.count;
  const dropped = (state.gap?.dropped ?? 0) + drop.count;
  return { ...state, floor, bytes: state.bytes - drop.bytes, gap: { through: floor, dropped, reason, at } };
}

/** What may go when everything through `through` is acknowledged: never more than was given out, nor more than `most` that are held. */
export const acknowledgedThrough = (state: TenantState, through: number, most: number): number =>
  Math.max(state.acknowledged, Math.min(through, state.head, state.floor + most));

/** `acknowledged` by `acknowledgedThrough`; `freed` are the bytes of the events between the old floor and the new one. */
export function withAcknowledged(state: TenantState, acknowledged: number, freed: number): TenantState {
  return {
    ...state,
    acknowledged,
    floor: Math.max(state.floor, acknowledged),
    bytes: state.bytes - freed,
    gap: state.gap && state.gap.through > acknowledged ? state.gap : null,
  };
}

/** Whether the last holder's lease still runs: by the clock it was stored with, unless somebody has measured it (`lease-watch.ts`). */
export type IsRunning = (state: TenantState) => boolean;

/** An installation may be there twice, as a copy of itself: what tells the two apart is the ledger, where both have told theirs. */
function isHolder({ holder }: TenantState, { instanceId, ledger }: LeaseRequest): boolean {
  if (holder?.instanceId !== instanceId) return false;
  return !ledger || !holder.ledger || holder.ledger.id === ledger.id;
}

/**
 * What is kept of the asker's ledger, if that is more than it knows of: it was put back, or a copy of it writes too. Null: it is not. A
 * store that was set back keeps less, or nothing, which says nothing.
 */
export function ledgerAhead(state: TenantState, request: LeaseRequest): LedgerCount | null {
  const kept = state.holder?.ledger;
  const { ledger } = request;
  if (!isHolder(state, request) || !kept || !ledger || kept.mark === ledger.mark) return null;
  return kept.writes > ledger.known ? kept : null;
}

/**
 * Takes, renews or gives back, and keeps the count of the ledger that does. Not granted: somebody else holds it, or the ledger is behind
 * (`ledgerAhead`), and nothing has changed.
 */
export function withLease(
  state: TenantState,
  request: LeaseRequest,
  at: number,
  isRunning: IsRunning = ({ holder }) => holder !== null && holder.expiresAt > at,
): { readonly granted: boolean; readonly state: TenantState } {
  if (ledgerAhead(state, request)) return { granted: false, state };
  const current = isRunning(state) ? state.holder : null;
  const isOwn = isHolder(state, request);
  const ledger = keptOf(request);
  if (request.release) {
    if (!isOwn || !state.holder) return { granted: true, state };
    const expiresAt = Math.min(state.holder.expiresAt - 1, at);
    return { granted: true, state: { ...state, holder: { ...state.holder, expiresAt, ledger } } };
  }
  if (current && !isOwn && !request.takeOver) return { granted: false, state };
  const holder = {
    instanceId: request.instanceId,
    name: request.name,
    since: isOwn && current ? current.since : at,
    expiresAt: at + LEASE_SECONDS * 1_000,
    ledger,
  };
  return { granted: true, state: { ...state, epoch: isOwn ? state.epoch : state.epoch + 1, holder } };
}

/** Of a holder that tells no count none is kept: an old one would stand between it and the lease when it tells one again. */
function keptOf({ ledger }: LeaseRequest): LedgerCount | null {
  return ledger ? { id: ledger.id, writes: ledger.writes, mark: ledger.mark } : null;
}
