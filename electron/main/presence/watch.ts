/** Main follows the status as a window does, on a line of its own: for the tray, the notifications and an orderly end. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Status } from '../../../shared/contract/activity.ts';
import type { HostState } from '../../../shared/contract/host.ts';
import type { Supervisor } from '../engine/supervisor.ts';
import { type EngineClient, openEngineLine } from './engine-client.ts';

const POLL_MS = 2_000;
const PATIENCE_MS = 10_000;
/** A line breaks a moment before its process is known to have died. */
const AGAIN_MS = 300;

/** `status`: null while the engine is away or has no ledger; `failure`: why it has none, where it says so. */
export interface Seen {
  readonly status: Status | null;
  readonly failure: HostState['failure'];
}

export interface Watch {
  /** The last answer; null while the engine is away, or has no ledger. */
  status(): Status | null;
  /** Asks now; null where no answer comes in time, which is ten seconds where nothing else is said. */
  ask<Answer>(
    what: (client: EngineClient, signal: AbortSignal) => Promise<Answer>,
    patienceMs?: number,
  ): Promise<Answer | null>;
  /** Until `signal`. `onSeen` is told whatever is found each time. */
  run(onSeen: (seen: Seen) => void, signal: AbortSignal): Promise<void>;
}

export function createWatch(engine: Pick<Supervisor, 'openLine'>): Watch {
  let status: Status | null = null;
  let client: { readonly client: EngineClient; readonly broken: AbortSignal } | null = null;

  const ask: Watch['ask'] = async (what, patienceMs = PATIENCE_MS) => {
    if (client === null) return null;
    const signal = AbortSignal.any([client.broken, AbortSignal.timeout(patienceMs)]);
    return what(client.client, signal).catch(() => null);
  };

  /** An engine that could not be opened answers for its host alone. */
  const look = async (): Promise<Seen> => {
    const found = await ask((engine, signal) => engine.activity.status(undefined, { signal }));
    if (found !== null) return { status: found, failure: null };
    const host = await ask((engine, signal) => engine.host.state(undefined, { signal }));
    return { status: null, failure: host?.failure ?? null };
  };

  return {
    status: () => status,
    ask,
    run: async (onSeen, signal) => {
      const tell = (seen: Seen) => {
        status = seen.status;
        onSeen(seen);
      };
      while (!signal.aborted) {
        const port = await engine.openLine(signal);
        if (port === null) break;
        const line = openEngineLine(port);
        client = line;
        const ending = AbortSignal.any([signal, line.broken]);
        while (!ending.aborted) {
          tell(await look());
          await delay(POLL_MS, undefined, { signal: ending }).catch(() => undefined);
        }
        client = null;
        line.close();
        if (!signal.aborted) tell({ status: null, failure: null });
        await delay(AGAIN_MS, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}
