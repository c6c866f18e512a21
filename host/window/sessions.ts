/**
 * One session at a time: with the shop's own systems, or with practice shops that are made for as long as somebody practises.
 * Each has an engine with a ledger of its own; a window that was connected to one finds the next when it connects again.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Router } from '@orpc/server';
import { type Engine, openEngine } from '../../engine/engine.ts';
import { Refusal } from '../../engine/refusal.ts';
import type { HostState, World } from '../../shared/contract/host.ts';
import { asRefusal } from '../failure.ts';
import { practiceActs } from '../practice/practice-acts.ts';
import { openPracticeSession, type PracticeSession } from '../practice/practice-session.ts';
import { createReporter } from '../report-error.ts';
import { socketAddress } from '../socket.ts';
import { type SocketServer, serveEngine } from '../socket-server.ts';
import { type Environment, readEnvironment } from '../system/environment.ts';
import { createKeychainGate } from '../system/keychain-gate.ts';
import { stageMoved } from '../system/open-moved.ts';
import { connectionOverrides, timingOverrides } from '../system/overrides.ts';
import { type OwnerLock, takeOwnerLock } from '../system/owner-lock.ts';
import type { Power } from '../system/power.ts';
import type { Redactor } from '../system/redaction.ts';
import { listCopies, putInPlace } from '../system/restore.ts';
import { restoreCopy } from '../system/restore-copy.ts';
import type { FindRoutes } from '../system/routes.ts';
import { createWindowSecrets, type WindowSecrets } from '../system/session-secrets.ts';
import { supportReport } from '../system/support-report.ts';
import { createSystemPorts } from '../system/system-ports.ts';
import { createHostRouter, type HostRig } from './host-router.ts';

// biome-ignore lint/suspicious/noExplicitAny: a transport serves a router of any contract
export type WindowRouter = Router<any, Record<never, never>>;

export interface SessionsOptions {
  /** Real path; of the shop's own engine. */
  readonly dataDir: string;
  readonly environment: Environment;
  readonly redactor: Redactor;
  readonly secrets: WindowSecrets;
  readonly version: string;
  /** Begins to serve the windows of a session; whatever is connected is cut off by `close`. */
  readonly serve: (
    router: WindowRouter,
    report: (error: unknown) => void,
  ) => Promise<{ close(): Promise<void> }>;
  readonly start?: { readonly world: World; readonly articles?: number };
  readonly openPractice?: typeof openPracticeSession;
  /** What was built from `host/system/ledger-thread.ts`; absent where nothing is built. */
  readonly ledgerThread?: URL;
  /** The ways to a server, where another than the environment knows them. */
  readonly findRoutes?: FindRoutes;
  /** Absent: nobody knows when this computer sleeps. */
  readonly power?: Power;
}

interface Opened {
  /** Holds its ledger and its technical log. */
  readonly dataDir: string;
  readonly engine: Engine | null;
  readonly failure: HostState['failure'];
  readonly secrets: WindowSecrets;
  readonly practice: PracticeSession | null;
  readonly report: (error: unknown) => void;
  close(): Promise<void>;
}

interface Destination {
  readonly world: World;
  readonly articles: number;
}

const ARTICLES = 1_000;
/** The answer to »the other session, please« is on its way out before the connection ends. */
const GRACE_MS = 50;
/** A start that meets a ledger another program holds shows it after so long, */
const HELD_MS = 5_000;
/** and tries again by itself after so long. */
const HELD_AGAIN_MS = 3_000;

/** Opens one session after the other until `signal`; returns when the last one is closed. */
export async function runSessions(options: SessionsOptions, signal: AbortSignal): Promise<void> {
  let here: Destination = {
    world: options.start?.world ?? 'real',
    articles: options.start?.articles ?? ARTICLES,
  };
  while (!signal.aborted) {
    here = (await runSession(options, here, signal)) ?? here;
    await options.power?.untilAwake(signal);
  }
}

/** Where to go next; null when the program ends. */
async function runSession(
  options: SessionsOptions,
  here: Destination,
  signal: AbortSignal,
): Promise<Destination | null> {
  const leaving = new AbortController();
  let next: Destination | null = null;
  const opened = here.world === 'practice' ? await openPractice(options, here) : await openReal(options);
  try {
    const acts = opened.practice && practiceActs(opened.practice.shops.practice);
    const rig: HostRig = {
      secrets: opened.secrets,
      practice: acts,
      goTo: (world, articles = ARTICLES) => {
        next = { world, articles };
        // An engine that waits for a side that plays dead would keep the person waiting too.
        for (const side of acts?.away() ?? []) acts?.setAway(side, false);
        setTimeout(() => leaving.abort(), GRACE_MS);
      },
      copies: () => (here.world === 'real' ? listCopies(options.dataDir) : []),
      restore: (name) => {
        if (here.world !== 'real' || !isRestorable(opened.failure)) throw new Refusal('notSupported');
        restoreCopy(options.dataDir, name);
        rig.goTo('real');
      },
      openMoved: (path) => {
        if (here.world !== 'real' || opened.engine === null) throw new Refusal('notSupported');
        stageMoved(options.dataDir, resolve(path));
        rig.goTo('real');
      },
      report: async () => {
        const activity = opened.engine?.client.activity;
        const [report, status] = await Promise.all([activity?.report(), activity?.status()]);
        const company = status?.company ?? null;
        return supportReport(report ?? null, company, opened.dataDir, options.redactor, Date.now());
      },
      state: async () => ({
        world: here.world,
        version: options.version,
        failure: opened.failure,
        secrets: await opened.secrets.keeper(),
        practice: opened.practice && {
          credentials: credentialsOf(opened.practice),
          places: [...opened.practice.shops.practice.places],
          away: acts?.away() ?? [],
        },
      }),
    };
    const router = { ...opened.engine?.router, host: createHostRouter(rig) };
    const served = await options.serve(router, opened.report);
    // What waits in the ledger is found by the next session, which looks at both sides first; practice shops would be forgotten.
    const asleep = here.world === 'real' && options.power ? [options.power.asleep()] : [];
    const ending = AbortSignal.any([signal, leaving.signal, ...asleep]);
    try {
      if (opened.engine) await opened.engine.run(ending);
      else {
        const ms = opened.failure?.code === 'ledgerHeld' ? HELD_AGAIN_MS : 2 ** 31 - 1;
        await delay(ms, undefined, { signal: ending }).catch(() => undefined);
      }
    } catch (error) {
      opened.report(error);
      throw error;
    } finally {
      await served.close();
    }
  } finally {
    await opened.close();
  }
  return next;
}

/** There is no engine, and another file may help. */
const isRestorable = (failure: HostState['failure']) =>
  failure?.code === 'ledgerDamaged' || failure?.code === 'ledgerNewer';

async function openReal(options: SessionsOptions): Promise<Opened> {
  const { dataDir, environment, redactor, secrets } = options;
  let lock: OwnerLock | null = null;
  let socket: SocketServer | null = null;
  let report: Opened['report'] = () => undefined;
  try {
    lock = takeOwnerLock(join(dataDir, 'owner.lock'));
    if (lock === null) throw new Refusal('ledgerBusy');
    putInPlace(dataDir);
    const ports = createSystemPorts(dataDir, environment, secrets, redactor, options);
    report = createReporter(ports.log);
    const engine = await openEngine({
      ports,
      dataDir,
      computerName: hostname(),
      overrides: connectionOverrides(environment),
      timing: timingOverrides(environment),
      held: { patienceMs: HELD_MS },
    });
    // The command line works beside the window.
    socket = await serveEngine(socketAddress(dataDir), engine.router, report);
    const [held, listening] = [lock, socket];
    const close = async () => {
      await listening.close();
      await engine.close().finally(() => held.release());
    };
    return { dataDir, engine, failure: null, secrets, practice: null, report, close };
  } catch (error) {
    await socket?.close();
    lock?.release();
    const failure = asRefusal(error);
    if (failure === null) throw error;
    const close = () => Promise.resolve();
    return { dataDir, engine: null, failure, secrets, practice: null, report, close };
  }
}

async function openPractice(options: SessionsOptions, { articles }: Destination): Promise<Opened> {
  const dataDir = mkdtempSync(join(tmpdir(), 'backoffice-practice-'));
  const remove = () => rmSync(dataDir, { recursive: true, force: true });
  const environment = readEnvironment({ BACKOFFICE_SECRETS: 'memory' });
  const secrets = createWindowSecrets(
    environment,
    options.redactor,
    createKeychainGate(() => Promise.resolve(null)),
  );
  const ports = createSystemPorts(dataDir, environment, secrets, options.redactor, options);
  let practice: PracticeSession;
  try {
    practice = await (options.openPractice ?? openPracticeSession)({ articles });
  } catch (error) {
    remove();
    throw error;
  }
  const engine = await openEngine({ ports, dataDir, computerName: hostname() });
  const close = async () => {
    await engine.close();
    await practice.close();
    remove();
  };
  return { dataDir, engine, failure: null, secrets, practice, report: createReporter(ports.log), close };
}

function credentialsOf({ shops, relay }: PracticeSession) {
  const { easycashier, shopify } = shops.credentials;
  return {
    easycashier: { url: shops.urls.easycashier, ...easycashier },
    shopify: { url: shops.urls.shopify, ...shopify },
    relay: { url: relay.url, pairingCode: relay.pairingCode },
  };
}
