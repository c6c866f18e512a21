import type { Trouble } from '../../../shared/contract/activity.ts';
import { type MonotonicTime, msBetween, type OurTime } from '../../../shared/words/time.ts';
import type { Ledger } from '../../ledger/database.ts';
import { type NewLogLine, writeLog } from '../../ledger/log-lines.ts';
import type { Ports } from '../../ports.ts';
import { Refusal } from '../../refusal.ts';
import { rememberedBy } from './per-process.ts';

/**
 * The ledger's file may be out of reach for a while: another program holds it (a backup, a virus scanner), or the disk takes nothing. Then
 * nothing new is begun, what was answered meanwhile is kept until it can be written down, and a try now and then shows when that is.
 */

/** Between two tries. */
const AGAIN_MS = 1_000;
/** A backup or a virus scanner is done within a minute. */
const HELD_PATIENCE_MS = 90_000;

/** What a start does while another program holds the file. */
export interface HeldFile {
  /** How long a start waits before it is refused, in milliseconds. Absent: a minute and a half. */
  readonly patienceMs?: number;
  /** Told once each time the file cannot be used, at the start and later. */
  readonly onWait?: (refusal: Refusal) => void;
  /** Ends the wait of a start: it is refused then. */
  readonly signal?: AbortSignal;
}

/** What is needed of the engine's `Sync`. */
interface Concerned {
  readonly ledger: Ledger;
  readonly ports: Ports;
  readonly troubles: Map<'easycashier' | 'shopify' | 'ledger' | 'relay', Trouble>;
  readonly held: HeldFile;
}

/** What one process remembers of the file. */
interface Watch {
  /** Trouble of the ledger's that the file's own has taken the place of. */
  before: Trouble | undefined;
  /** Lines of the sync log that could not be written. */
  readonly untold: NewLogLine[];
  waiting: Promise<void> | null;
  /** Loops run that go on until they are stopped: what was answered waits for the file as long as it takes. */
  isPatient: boolean;
}
const watchOf = rememberedBy(
  (): Watch => ({ before: undefined, untold: [], waiting: null, isPatient: false }),
);

/** Nobody reads a log of a night in which thousands of lines could not be written. */
const MOST_UNTOLD = 100;

/** The file cannot be used now and can be later; nothing of what was tried has been done. */
export function isShutOut(error: unknown): error is Refusal {
  return error instanceof Refusal && isShutCode(error.code);
}

const isShutCode = (code: string | undefined) => code === 'ledgerHeld' || code === 'diskFull';

/** The file cannot be used, as far as is known. */
export function isLedgerShut({ troubles }: Pick<Concerned, 'troubles'>): boolean {
  return isShutCode(troubles.get('ledger')?.code);
}

/** The file cannot be used: told once, by everything that does not need the file. */
export function noteShut(sync: Concerned, refusal: Refusal): void {
  const { troubles, ports, held } = sync;
  const { code, args } = refusal;
  const known = troubles.get('ledger');
  if (known?.code === code) return;
  const watch = watchOf(sync);
  if (!isShutCode(known?.code)) watch.before = known;
  const since = ports.clock.now();
  troubles.set('ledger', { code, args, since });
  ports.log.warn('sync.trouble', { side: 'ledger', code });
  tellLater(sync, troubleLine('ledger', { code, args }, since));
  held.onWait?.(refusal);
}

/** Something hinders us: the line of the sync log. */
export function troubleLine(side: string, { code, args }: Omit<Trouble, 'since'>, at: OurTime): NewLogLine {
  return {
    at,
    event: 'trouble',
    cause: 'system',
    result: 'failed',
    reference: code,
    args: { side, ...args },
  };
}

/** It hinders us no more: the line of the sync log. */
export function recoveredLine(side: string, { code, since }: Trouble, at: OurTime): NewLogLine {
  const seconds = Math.max(0, Math.round(msBetween(since, at) / 1000));
  return { at, event: 'recovered', cause: 'system', result: 'ok', reference: code, args: { side, seconds } };
}

/** Writes a line of the sync log, now or when the file can be used again. */
export function tell(sync: Concerned, line: NewLogLine): void {
  try {
    writeLog(sync.ledger, line);
  } catch (error) {
    if (!isShutOut(error)) throw error;
    tellLater(sync, line);
    noteShut(sync, error);
  }
}

function tellLater(sync: Concerned, line: NewLogLine): void {
  const { untold } = watchOf(sync);
  if (untold.length < MOST_UNTOLD) untold.push(line);
}

/** Resolves when the file can be used again, or when `signal` aborts; at once where it can be used as far as is known. */
export async function untilLedgerFree(sync: Concerned, signal?: AbortSignal): Promise<void> {
  if (!isLedgerShut(sync) || signal?.aborted) return;
  const watch = watchOf(sync);
  watch.waiting ??= tryAgain(sync).finally(() => {
    watch.waiting = null;
  });
  const stopped = Promise.withResolvers<void>();
  const stop = () => stopped.resolve();
  signal?.addEventListener('abort', stop, { once: true });
  await Promise.race([watch.waiting, stopped.promise]).finally(() =>
    signal?.removeEventListener('abort', stop),
  );
}

/** Ends without an answer when the process stops, and when the file turns out to be something worse than shut. */
async function tryAgain(sync: Concerned): Promise<void> {
  const wasPatient = watchOf(sync).isPatient;
  while (isLedgerShut(sync)) {
    await sync.ports.monotonic.sleep(AGAIN_MS);
    if (wasPatient && !watchOf(sync).isPatient) return;
    tryOnce(sync);
  }
}

/** That something can be written shows by writing: the lines that have waited, and that it is over. */
function tryOnce(sync: Concerned): void {
  const { ledger, ports, troubles } = sync;
  const watch = watchOf(sync);
  const trouble = troubles.get('ledger');
  if (!trouble) return;
  try {
    ledger.transaction(() => {
      for (const line of watch.untold) writeLog(ledger, line);
      writeLog(ledger, recoveredLine('ledger', trouble, ports.clock.now()));
    });
  } catch (error) {
    if (isShutOut(error)) return;
    ports.log.error('ledger.lost', { error });
  }
  watch.untold.length = 0;
  if (watch.before) troubles.set('ledger', watch.before);
  else troubles.delete('ledger');
  watch.before = undefined;
  ports.log.info('ledger.free', {});
}

/** While loops run that go on until they are stopped, what was answered waits for the file as long as it takes. */
export function setPatient(sync: Concerned, isPatient: boolean): void {
  watchOf(sync).isPatient = isPatient;
}

/**
 * Writes down what a call has been answered: that must not be lost for want of the file, because the call cannot be taken back. `write` is one
 * transaction, tried until it is done. Where the process stops before, the mark »sent« is what stays, and the next start finds out.
 * @throws Refusal `ledgerHeld`, `diskFull` when it is stopped, or when no loop runs and its patience is over
 */
export async function keepAnswer<T>(sync: Concerned, write: () => T): Promise<T> {
  const { monotonic } = sync.ports;
  const begun = monotonic.now();
  const wasPatient = watchOf(sync).isPatient;
  for (;;) {
    try {
      return sync.ledger.transaction(write);
    } catch (error) {
      if (!isShutOut(error)) throw error;
      noteShut(sync, error);
      if (!mayWait(sync, error, { wasPatient, begun })) throw error;
    }
    await monotonic.sleep(AGAIN_MS);
  }
}

function mayWait(
  sync: Concerned,
  { code }: Refusal,
  { wasPatient, begun }: { readonly wasPatient: boolean; readonly begun: MonotonicTime },
): boolean {
  if (watchOf(sync).isPatient) return true;
  if (wasPatient || code !== 'ledgerHeld') return false;
  return msBetween(begun, sync.ports.monotonic.now()) < HELD_PATIENCE_MS;
}

/**
 * Before a person's wish is begun: waits for a file that another program holds, so that nothing is done by halves.
 * @throws Refusal `ledgerHeld` when a minute and a half is not enough, `diskFull` at once
 */
export async function requireLedger(sync: Concerned): Promise<void> {
  try {
    sync.ledger.transaction(() => undefined); // takes the lock and writes nothing
    if (sync.troubles.get('ledger')?.code !== 'diskFull') return;
    tryOnce(sync);
  } catch (error) {
    if (!isShutOut(error)) throw error;
    noteShut(sync, error);
    const over = new AbortController();
    const patience = sync.ports.monotonic.sleep(HELD_PATIENCE_MS, over.signal);
    await Promise.race([untilLedgerFree(sync, over.signal), patience]);
    over.abort();
  }
  const trouble = sync.troubles.get('ledger');
  if (trouble && isShutCode(trouble.code)) throw new Refusal(trouble.code as 'ledgerHeld', trouble.args);
}

/**
 * One turn after the other until `signal` aborts. A file that is shut ends the turn and not the loop: the next one begins when it can be used.
 * Whatever else `turn` throws ends the loop.
 */
export async function turns(sync: Concerned, signal: AbortSignal, turn: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    try {
      await turn();
    } catch (error) {
      if (!isShutOut(error)) throw error;
      noteShut(sync, error);
    }
    if (isLedgerShut(sync)) await untilLedgerFree(sync, signal);
  }
}

/** Does a step of a start; see `createPatience`. */
export type Patiently = <T>(step: () => T | Promise<T>) => Promise<T>;

/**
 * For the steps of a start, each done whole or not at all: again until the file can be used. That it waits is told once.
 * @throws Refusal `ledgerHeld` when the patience is over
 */
export function createPatience(
  { monotonic, log }: Pick<Ports, 'monotonic' | 'log'>,
  held: HeldFile,
): Patiently {
  let isTold = false;
  return async (step) => {
    const begun = monotonic.now();
    for (;;) {
      try {
        return await step();
      } catch (error) {
        if (!(error instanceof Refusal) || error.code !== 'ledgerHeld') throw error;
        const isOver = msBetween(begun, monotonic.now()) >= (held.patienceMs ?? HELD_PATIENCE_MS);
        if (isOver || held.signal?.aborted) throw error;
        if (!isTold) {
          isTold = true;
          log.warn('ledger.held', { ...error.args });
          held.onWait?.(error);
        }
      }
      await monotonic.sleep(AGAIN_MS, held.signal);
    }
  };
}
