/** The sync log, newest first: pages of what was, and what comes as it comes. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { LogEvent, LogLine } from '../../shared/contract/activity.ts';
import type { WindowClient } from '../base/connection.ts';
import { useEngine, useLine } from '../base/engine.tsx';

export interface LogFilter {
  readonly events?: LogEvent[];
  readonly storeNumber?: string;
  readonly search?: string;
  /** Days, both included. With an end nothing new is followed. */
  readonly since?: string;
  readonly until?: string;
}

export interface LiveLog {
  readonly lines: readonly LogLine[];
  /** There are older lines than these. */
  readonly hasMore: boolean;
  readonly isFirst: boolean;
  readonly error: unknown;
  /** Lines that came while the stream was paused. */
  readonly waiting: number;
  /** Fetches older lines; harmless while it is at it. */
  more(): void;
}

const PAGE = 500;
/** What comes is shown together, a few times a second. */
const TOGETHER_MS = 200;

interface Held {
  readonly lines: readonly LogLine[];
  readonly next: number | null;
  readonly isFirst: boolean;
  readonly error: unknown;
}

const nothing: Held = { lines: [], next: null, isFirst: true, error: null };

/** What comes next follows this, also where the filter shows nothing yet. */
async function newestId(engine: WindowClient, signal: AbortSignal): Promise<number> {
  const { lines } = await engine.activity.log({ limit: 1 }, { signal });
  return lines[0]?.id ?? 0;
}

export function useLog(filter: LogFilter, isPaused: boolean): LiveLog {
  const engine = useEngine();
  const { generation, state } = useLine();
  const [held, setHeld] = useState<Held>(nothing);
  const [arrived, setArrived] = useState<readonly LogLine[]>([]);
  const isFetching = useRef(false);
  const key = JSON.stringify(filter);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says what the filter is; a new line needs a new stream
  useEffect(() => {
    if (state !== 'open') return;
    const stop = new AbortController();
    const { signal } = stop;
    let batch: LogLine[] = [];
    const flush = setInterval(() => {
      if (batch.length === 0) return;
      const newest = batch.reverse();
      batch = [];
      setArrived((before) => [...newest, ...before]);
    }, TOGETHER_MS);
    const follow = async () => {
      const first = await engine.activity.log({ ...filter, limit: PAGE }, { signal });
      setHeld({ lines: first.lines, next: first.next, isFirst: false, error: null });
      setArrived([]);
      const { since: _, until, ...live } = filter;
      if (until !== undefined) return;
      const after = first.lines[0]?.id ?? (await newestId(engine, signal));
      for await (const line of await engine.activity.followLog({ ...live, after }, { signal }))
        batch.push(line);
    };
    follow().catch((error: unknown) => {
      if (!signal.aborted) setHeld((before) => ({ ...before, isFirst: false, error }));
    });
    return () => {
      clearInterval(flush);
      stop.abort('no longer shown');
    };
  }, [engine, key, generation, state]);

  // Paused, what has come waits; then it is shown at once.
  useEffect(() => {
    if (isPaused || arrived.length === 0) return;
    setHeld((before) => ({ ...before, lines: [...arrived, ...before.lines] }));
    setArrived([]);
  }, [arrived, isPaused]);

  const { next } = held;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says what the filter is
  const more = useCallback(() => {
    if (next === null || isFetching.current) return;
    isFetching.current = true;
    engine.activity
      .log({ ...filter, before: next, limit: PAGE })
      .then((page) => {
        setHeld((before) =>
          before.next === next
            ? { ...before, lines: [...before.lines, ...page.lines], next: page.next }
            : before,
        );
      })
      .catch((error: unknown) => setHeld((before) => ({ ...before, error })))
      .finally(() => {
        isFetching.current = false;
      });
  }, [engine, key, next]);

  const { lines, isFirst, error } = held;
  return { lines, isFirst, error, hasMore: next !== null, waiting: isPaused ? arrived.length : 0, more };
}
