/** The real world behind the engine's ports. */
import { randomUUID } from 'node:crypto';
import { release } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock, Monotonic, Ports, Random, Secrets } from '../../engine/ports.ts';
import { monotonicTime, ourTime } from '../../shared/words/time.ts';
import { createCopies } from './copies.ts';
import type { Environment } from './environment.ts';
import { createHttp } from './http.ts';
import { openLogFile } from './log-file.ts';
import { createSendMail } from './mail.ts';
import { createMilestone } from './milestones.ts';
import type { Power } from './power.ts';
import type { Redactor } from './redaction.ts';
import { environmentRoutes, type FindRoutes } from './routes.ts';
import { thisActor } from './this-actor.ts';
import { version } from './version.ts';

const clock: Clock = { now: () => ourTime(Date.now()) };

const monotonic: Monotonic = {
  now: () => monotonicTime(Math.floor(performance.now())),
  sleep: async (ms, signal) => {
    try {
      await delay(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
  },
};

const random: Random = { uuid: () => randomUUID(), fraction: () => Math.random() };

interface SystemOptions {
  /** See `createCopies`. */
  readonly ledgerThread?: URL | undefined;
  /** The ways to a server, where another than the environment knows them. */
  readonly findRoutes?: FindRoutes | undefined;
  readonly power?: Power | undefined;
}

/** Call it only while owning the data directory: it opens the log there. */
export function createSystemPorts(
  dataDir: string,
  environment: Environment,
  secrets: Secrets,
  redactor: Redactor,
  { ledgerThread, findRoutes = routesOf(environment), power }: SystemOptions = {},
): Ports {
  const log = openLogFile(dataDir, redactor);
  log.info('started', {
    version,
    node: process.version,
    system: `${process.platform} ${process.arch} ${release()}`,
  });
  return {
    actor: thisActor(),
    clock,
    monotonic,
    random,
    http: createHttp({ redactor, log, findRoutes, onAfresh: power?.onAfresh }),
    secrets,
    log,
    milestone: createMilestone(environment.BACKOFFICE_KILL_AT, environment.BACKOFFICE_TRACE_MILESTONES),
    sendMail: createSendMail({ redactor, log }),
    copies: createCopies(dataDir, ledgerThread),
  };
}

function routesOf(environment: Environment): FindRoutes {
  const { HTTPS_PROXY, https_proxy, NO_PROXY, no_proxy } = environment;
  return environmentRoutes({ proxy: https_proxy ?? HTTPS_PROXY, except: no_proxy ?? NO_PROXY });
}
