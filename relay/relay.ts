/** The relay without a server: routes over a store, with time and chance handed in. */
import { createPost } from './alerts/post.ts';
import { createSilenceWatch } from './alerts/tell-silence.ts';
import type { Ways } from './alerts/ways.ts';
import { type Answer, type Head, type Route, refuse, type WithBody } from './answer.ts';
import { createCauses } from './causes.ts';
import type { Context, RelayLimits } from './context.ts';
import { createLeaseWatch } from './lease-watch.ts';
import { createLongPolls } from './long-polls.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import type { Clock, Log, Monotonic, Random } from './ports.ts';
import { createBuckets } from './rate.ts';
import { answerRequest } from './request.ts';
import { alertsRoute } from './routes/alerts.ts';
import { eventsRoute } from './routes/events.ts';
import { feedRoutes } from './routes/feed.ts';
import { ingestRoute } from './routes/ingest.ts';
import { operationsRoutes } from './routes/operations.ts';
import { pairingRoutes } from './routes/pairing.ts';
import { type Store, StoreUnavailable } from './store/store.ts';

export interface RelayOptions {
  /** Stays the caller's, who closes it after `stop`. */
  readonly store: Store;
  readonly clock: Clock;
  readonly monotonic: Monotonic;
  readonly random: Random;
  readonly log: Log;
  readonly limits?: Partial<RelayLimits>;
  readonly adminKey?: string | null;
  /** How a shop's people are told that its computer does not come; absent: by posts alone. */
  readonly ways?: Ways;
}

export interface Relay {
  /** For a simulation or a test. Header names come in lower case, because `Request` has no other. */
  handle(request: Request): Promise<Response>;
  /** For a server: every route answers, whatever happens, and never throws. */
  readonly routes: readonly Route[];
  /** For the server around the routes. */
  readonly metrics: Metrics;
  /** Drops what is older than retention allows, until all is done or the relay stops. To be called now and then; the relay sets no timer for it. */
  sweep(): Promise<void>;
  /** Tells of computers that do not come, and that are back. To be called once a minute; never rejects. */
  lookForSilence(): Promise<void>;
  /** Answers those who wait, and everybody who comes from now on with 503. What is under way is finished. */
  stop(): void;
}

export const defaultLimits: RelayLimits = {
  ingest: { perSecond: 500, burst: 20_000 },
  device: { perSecond: 20, burst: 200 },
  strangers: { perSecond: 0.2, burst: 20 },
  pollsPerDevice: 8,
  retentionMs: 30 * 24 * 3_600_000,
};

export function createRelay(options: RelayOptions): Relay {
  const { store, clock, monotonic, log } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const polls = createLongPolls(monotonic);
  const metrics = createMetrics(clock.now());
  const context: Context = {
    store,
    clock,
    monotonic,
    random: options.random,
    log,
    causes: createCauses(log, monotonic),
    limits,
    adminKey: options.adminKey ?? null,
    metrics,
    polls,
    leases: createLeaseWatch(clock, monotonic),
    ingests: createBuckets(limits.ingest),
    devices: createBuckets(limits.device),
    strangers: createBuckets(limits.strangers),
  };
  const ways = options.ways ?? { mail: null, post: createPost() };
  const silence = createSilenceWatch(context, ways);
  const stopping = new AbortController();
  store.onCommit((tenantId) => polls.notify(tenantId));
  if (store.pollEveryMs !== null) {
    pollStore(context, store.pollEveryMs, stopping.signal).catch((error: unknown) =>
      log.error('polling the store ended', { reason: String(error) }),
    );
  }
  const all = [
    ingestRoute(context),
    eventsRoute(context),
    ...feedRoutes(context),
    alertsRoute(context, ways.mail !== null),
    ...pairingRoutes(context),
    ...operationsRoutes(context),
  ];
  const routes = all.map((route) => guarded(route, context));

  return {
    handle: (request) => answerRequest(routes, request),
    routes,
    sweep: async () => {
      try {
        await store.sweep(clock.now(), clock.now() - limits.retentionMs, stopping.signal);
        metrics.swept(clock.now());
      } catch (error) {
        metrics.swept(null);
        throw error;
      }
    },
    lookForSilence: silence.look,
    metrics,
    stop: () => {
      stopping.abort();
      polls.close();
    },
  };
}

/** The same route, which answers when the store cannot, or when we have blundered, and counts its answers. */
function guarded(route: Route, { log, causes, metrics, polls }: Context): Route {
  const answered = (answer: Answer): Answer => {
    metrics.answered(route.path, answer.status);
    return answer;
  };
  const failed = (error: unknown): Answer => {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (error instanceof StoreUnavailable) causes.tell('store unavailable', error);
    else log.error('route failed', { route: route.path, reason });
    return answered(refuse('unavailable', 'not possible at present'));
  };
  const isOperations = route.path === '/health' || route.path === '/metrics';
  return {
    ...route,
    open: async (head: Head): Promise<Answer | WithBody> => {
      if (polls.isClosed() && !isOperations) return answered(refuse('unavailable', 'this relay is stopping'));
      try {
        const opened = await route.open(head);
        if (typeof opened !== 'function') return answered(opened);
        return async (body) => {
          try {
            return answered(await opened(body));
          } catch (error) {
            return failed(error);
          }
        };
      } catch (error) {
        return failed(error);
      }
    },
  };
}

/** Finds what other nodes have stored and we have not heard of: one question for everybody who waits. */
async function pollStore(
  { store, monotonic, polls }: Context,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await monotonic.sleep(ms, signal);
    if (signal.aborted) return;
    const noted = new Map(polls.heads());
    if (noted.size === 0) continue;
    const heads = await store.heads([...noted.keys()]).catch(() => null);
    if (!heads) continue;
    for (const [tenantId, head] of noted) if (heads.get(tenantId) !== head) polls.notify(tenantId);
  }
}
