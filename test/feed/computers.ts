/** Computers that run the engine in virtual time: what each is given, and how they are started, stopped and cleared away. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../engine/engine.ts';
import type { Ports, SecretName, SendMail } from '../../engine/ports.ts';
import { later } from '../../shared/words/time.ts';
import type { Scheduler } from '../simulation/scheduler.ts';

const MINUTE = 60_000;

export type Route = (request: Request) => Promise<Response>;

export interface Computer {
  readonly client: Engine['client'];
  readonly engine: Engine;
  /** Requests it has sent, as `POST /path`, Shopify's by the name of the operation. */
  readonly sent: string[];
  /** Ends its loops in order. */
  stop(): Promise<void>;
}

interface Surroundings {
  readonly time: Pick<Scheduler, 'clock' | 'ports'>;
  /** How wrong its wall clock is. */
  readonly wallOffsetMs: () => number;
  readonly route: Route;
  /** Where its mails go; absent: nowhere. */
  readonly post?: SendMail;
  /** Where its requests are noted, as `POST /path`, Shopify's by the name of the operation. */
  readonly sent: string[];
  /** Where what only a developer could act on is noted. */
  readonly blunders: string[];
}

/** A computer's ports: secrets in memory, ids of its own, a network that takes 50 ms. */
export function computerPorts(
  name: string,
  { time, wallOffsetMs, route, post, sent, blunders }: Surroundings,
): Ports {
  const secrets = new Map<SecretName, string>();
  const node = Buffer.from(name.padEnd(6)).toString('hex').slice(0, 12);
  const silent = () => undefined;
  let serial = 0;
  return {
    actor: { person: 'anna', computer: name },
    clock: { now: () => later(time.ports.clock.now(), wallOffsetMs()) },
    monotonic: time.ports.monotonic,
    random: {
      uuid: () => {
        serial += 1;
        return `${String(serial).padStart(8, '0')}-0000-4000-8000-${node}`;
      },
      fraction: () => 0.5,
    },
    http: async (request) => {
      sent.push(await nameOf(request));
      await time.clock.sleep(50);
      return route(request);
    },
    secrets: {
      get: (key) => Promise.resolve(secrets.get(key) ?? null),
      set: (key, value) => Promise.resolve(void secrets.set(key, value)),
      delete: (key) => Promise.resolve(void secrets.delete(key)),
    },
    log: {
      debug: silent,
      info: silent,
      warn: silent,
      error: (event, fields) => void blunders.push(`${event} ${(fields?.error as Error)?.stack ?? ''}`),
    },
    milestone: silent,
    ...(post === undefined ? {} : { sendMail: post }),
  };
}

async function nameOf(request: Request): Promise<string> {
  const { pathname } = new URL(request.url);
  const text = pathname.endsWith('graphql.json') ? await request.clone().text() : '';
  const operation = /(?:query|mutation) (\w+)/.exec(text)?.[1];
  return operation ?? `${request.method} ${pathname}`;
}

interface Opened {
  readonly engine: Engine;
  readonly sent: string[];
  /** The same ledger once more. */
  readonly open: () => Promise<Engine>;
}

/** All computers of one test, with their folders. */
export function createFleet() {
  const computers: Computer[] = [];
  const openers = new Map<Computer, () => Promise<Engine>>();
  const folders: string[] = [];
  const blunders: string[] = [];

  const run = (scheduler: Scheduler, { engine, sent, open }: Opened, hasLoops = true): Computer => {
    const stop = hasLoops
      ? startLoops(scheduler, engine)
      : () => scheduler.runFor(engine.close(), 10 * MINUTE);
    const computer = { client: engine.client, engine, sent, stop };
    computers.push(computer);
    openers.set(computer, open);
    return computer;
  };

  return {
    blunders,
    newFolder: (): string => {
      const folder = mkdtempSync(join(tmpdir(), 'feed-'));
      folders.push(folder);
      return folder;
    },
    run,
    runAgain: async (scheduler: Scheduler, computer: Computer): Promise<Computer> => {
      const open = openers.get(computer);
      if (!open) throw new Error('it was never started');
      return run(scheduler, { engine: await open(), sent: computer.sent, open });
    },
    stop: async (): Promise<void> => {
      for (const computer of computers) await computer.stop();
    },
    /** @throws Error when a computer has met what must not happen */
    clear: (): void => {
      for (const folder of folders) rmSync(folder, { recursive: true });
      if (blunders.length > 0) throw new Error(blunders.join('\n'));
    },
  };
}

/** Returns how to end them in order; once is enough. */
function startLoops(scheduler: Scheduler, engine: Engine): () => Promise<void> {
  const stopping = new AbortController();
  const running = engine.run(stopping.signal);
  let isStopped = false;
  return async () => {
    if (isStopped) return;
    isStopped = true;
    stopping.abort();
    await scheduler.runFor(running, 10 * MINUTE);
    await engine.close();
  };
}
