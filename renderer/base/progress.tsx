/** How far the plan or run under way has come, as it is told. */

import { useEffect, useState } from 'react';
import type { Progress } from '../../shared/contract/sync.ts';
import { type OurTime, ourTime } from '../../shared/words/time.ts';
import { useEngine, useLine } from './engine.tsx';

/** Null until something is told; the last figure of a piece of work stays. */
export function useProgress(): Progress | null {
  const engine = useEngine();
  const { generation, state } = useLine();
  const [progress, setProgress] = useState<Progress | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line needs a new stream
  useEffect(() => {
    if (state !== 'open') return;
    const stop = new AbortController();
    const follow = async () => {
      const stream = await engine.activity.followProgress(undefined, { signal: stop.signal });
      for await (const next of stream) setProgress(next);
    };
    follow().catch(() => undefined);
    return () => {
      setProgress(null);
      stop.abort('no longer shown');
    };
  }, [engine, generation, state]);
  return progress;
}

/** The instant, again every second: for ages on screen. */
export function useNow(everyMs = 1_000): OurTime {
  const [now, setNow] = useState(() => ourTime(Date.now()));
  useEffect(() => {
    const timer = setInterval(() => setNow(ourTime(Date.now())), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
