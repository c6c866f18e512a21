/** The real world behind the engine's ports. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock, Http, Ports, Random, Secrets } from '../engine/ports.ts';
import type { Environment } from './environment.ts';
import { openLogFile } from './log-file.ts';
import { createMilestone } from './milestones.ts';
import type { Redactor } from './redaction.ts';

const clock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    try {
      await delay(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
  },
};

const random: Random = { uuid: () => randomUUID(), fraction: () => Math.random() };

const http: Http = (request) => fetch(request);

/** Call it only while owning the data directory: it opens the log there. */
export function createSystemPorts(
  dataDir: string,
  environment: Environment,
  secrets: Secrets,
  redactor: Redactor,
): Ports {
  return {
    clock,
    random,
    http,
    secrets,
    log: openLogFile(dataDir, redactor),
    milestone: createMilestone(environment.BACKOFFICE_KILL_AT, environment.BACKOFFICE_TRACE_MILESTONES),
  };
}
