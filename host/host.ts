/**
 * One writer at a time. A command speaks to the process that owns the data directory; where there is none it becomes
 * the owner for as long as it lasts.
 */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ConnectionOverrides, EngineOptions } from '../engine/engine.ts';
import type { Ports } from '../engine/ports.ts';
import { Refusal } from '../engine/refusal.ts';
import { asRefusal, HostGone } from './failure.ts';
import type { Client, HostedEngine, OpenEngine } from './load-engine.ts';
import { createReporter } from './report-error.ts';
import { socketAddress } from './socket.ts';
import { connectRemote, type RemoteEngine } from './socket-client.ts';
import { serveEngine } from './socket-server.ts';
import { type OwnerLock, takeOwnerLock } from './system/owner-lock.ts';
import { putInPlace } from './system/restore.ts';

const POLL_MS = 150;
/** A `run` that has just taken the lock needs a moment before it answers; only then is it worth a word. */
const TELL_ROUND = 5;
/** A minute is what a backup takes. */
export const PATIENCE_SECONDS = 90;

export interface Host {
  /** Real path. */
  readonly dataDir: string;
  readonly overrides: ConnectionOverrides;
  readonly timing?: EngineOptions['timing'];
  readonly openEngine: OpenEngine;
  /** Called by the owner only: it opens the log file. */
  readonly createPorts: () => Ports;
  /** Told once when another command has to end first. */
  readonly onWait: () => void;
  readonly patienceMs: number;
  /** Told once each time another program holds the ledger's file, or the disk takes nothing, and that is waited for. */
  readonly onHeld: (refusal: Refusal) => void;
}

/** `there`: in the process that owns the data directory and goes on after this command. */
type Where = 'here' | 'there';

interface OwnedEngine {
  readonly engine: HostedEngine;
  /** Writes down what only a developer can act on. */
  report(error: unknown): void;
  close(): Promise<void>;
}

/** The lock, or why it cannot be had just now: another process is the owner, or another program holds the file. */
function takeLock({ dataDir }: Host): OwnerLock | Refusal {
  try {
    return takeOwnerLock(join(dataDir, 'owner.lock')) ?? new Refusal('ledgerBusy');
  } catch (error) {
    if (error instanceof Refusal && error.code === 'ledgerHeld') return error;
    throw error;
  }
}

/** Told once, when it has taken longer than a `run` needs that has just taken the lock. */
function tellWait(host: Host, why: Refusal, round: number): void {
  if (round !== TELL_ROUND) return;
  if (why.code === 'ledgerHeld') host.onHeld(why);
  else host.onWait();
}

/** A refusal where the lock cannot be had just now. `signal`: `run`, which waits for the ledger's file until then; a command waits a while. */
async function becomeOwner(host: Host, signal?: AbortSignal): Promise<OwnedEngine | Refusal> {
  const lock = takeLock(host);
  if (lock instanceof Refusal) return lock;
  try {
    const { dataDir, overrides, timing } = host;
    putInPlace(dataDir);
    const ports = host.createPorts();
    const report = createReporter(ports.log);
    const held = {
      onWait: host.onHeld,
      ...(signal ? { signal, patienceMs: Number.POSITIVE_INFINITY } : {}),
    };
    const opening = host.openEngine({ ports, dataDir, overrides, timing, held });
    const engine = await opening.catch((error: unknown) => {
      report(error);
      throw error;
    });
    return {
      engine,
      report,
      close: async () => {
        try {
          await engine.close();
        } finally {
          lock.release();
        }
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

type Found = { readonly remote: RemoteEngine } | { readonly owned: OwnedEngine };

async function findEngine(host: Host): Promise<Found> {
  const deadline = performance.now() + host.patienceMs;
  for (let round = 0; ; round += 1) {
    const remote = await connectRemote(socketAddress(host.dataDir));
    if (remote !== null) return { remote };
    const owned = await becomeOwner(host);
    if (!(owned instanceof Refusal)) return { owned };
    if (performance.now() >= deadline) throw owned;
    tellWait(host, owned, round);
    await delay(POLL_MS);
  }
}

/** Gives `use` a client of the contract, wherever the engine lives, and lets go of it afterwards. */
export async function withClient<T>(
  host: Host,
  use: (client: Client, where: Where) => Promise<T>,
): Promise<T> {
  const found = await findEngine(host);
  if ('owned' in found) {
    try {
      return await use(found.owned.engine.client, 'here');
    } catch (error) {
      found.owned.report(error);
      throw error;
    } finally {
      await found.owned.close();
    }
  }
  try {
    return await use(found.remote.client, 'there');
  } catch (error) {
    // What was under way when the owner ended has no answer; its errors say nothing to a person.
    if (found.remote.isLost()) throw new HostGone();
    throw error;
  } finally {
    found.remote.close();
  }
}

/** `run`: owns the directory, serves the other commands, and keeps the loops going until `signal`. */
export async function runHost(
  host: Host,
  signal: AbortSignal,
  accompany: (client: Client, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const address = socketAddress(host.dataDir);
  const deadline = performance.now() + host.patienceMs;
  const own = () =>
    becomeOwner(host, signal).catch((error: unknown) => {
      // It was told to end while it waited for the ledger's file.
      if (signal.aborted && asRefusal(error)?.code === 'ledgerHeld') return null;
      throw error;
    });
  let owned = await own();
  for (let round = 0; owned === null || owned instanceof Refusal; round += 1) {
    if (owned === null || signal.aborted) return;
    const other = await connectRemote(address);
    other?.close();
    // What another program holds is waited for until it is let go, as the ledger's file is.
    const isOver = owned.code !== 'ledgerHeld' && performance.now() >= deadline;
    if (other !== null || isOver) throw new Refusal('ledgerBusy');
    tellWait(host, owned, round);
    await delay(POLL_MS);
    if (signal.aborted) return;
    owned = await own();
  }
  const { engine, report } = owned;
  try {
    const server = await serveEngine(address, engine.router, report);
    const ended = new AbortController();
    const beside = accompany(engine.client, AbortSignal.any([signal, ended.signal]));
    try {
      await engine.run(signal);
    } catch (error) {
      report(error);
      throw error;
    } finally {
      ended.abort();
      await beside.catch(() => undefined);
      await server.close();
    }
  } finally {
    await owned.close();
  }
}
