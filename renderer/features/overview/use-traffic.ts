import { useQuery } from '@tanstack/react-query';
import type { Traffic } from '../../../shared/contract/activity.ts';
import { useEngine } from '../../base/engine.tsx';

const TRAFFIC_MS = 5_000;

/** The day hour by hour, and since when the oldest change waits; undefined until it is read. */
export function useTraffic(): Traffic | undefined {
  const engine = useEngine();
  return useQuery({
    queryKey: ['traffic'],
    queryFn: ({ signal }) => engine.activity.traffic(undefined, { signal }),
    refetchInterval: TRAFFIC_MS,
  }).data;
}
