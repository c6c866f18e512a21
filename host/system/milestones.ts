/**
 * For the process test: dies at a named instant (`BACKOFFICE_KILL_AT=name[:n]`, the n-th arrival) and writes down
 * which instants there are (`BACKOFFICE_TRACE_MILESTONES=FILE`).
 */
import { appendFileSync } from 'node:fs';
import type { Milestone } from '../../engine/ports.ts';

export function createMilestone(
  killAt: string | undefined,
  traceFile: string | undefined,
  die: () => void = () => process.kill(process.pid, 'SIGKILL'),
): Milestone {
  if (killAt === undefined && traceFile === undefined) return () => undefined;
  const [, target, count] = /^(.*?)(?::(\d+))?$/.exec(killAt ?? '') ?? [];
  const seen = new Map<string, number>();
  return (name) => {
    const arrivals = (seen.get(name) ?? 0) + 1;
    seen.set(name, arrivals);
    if (traceFile !== undefined && arrivals === 1) appendFileSync(traceFile, `${name}\n`);
    if (killAt !== undefined && name === target && arrivals === Number(count ?? 1)) die();
  };
}
