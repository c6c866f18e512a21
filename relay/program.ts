/** The relay put together and listening: for the program (`server.ts`) and for a thread of another one (`worker.ts`). */
import { createMail } from './alerts/mail.ts';
import { createPost } from './alerts/post.ts';
import { wordsOf } from './causes.ts';
import type { Config } from './config.ts';
import { startHttpServer } from './http-server.ts';
import { toListeningError } from './listening.ts';
import { registerFirstCode } from './pairing.ts';
import type { Clock, Log, Monotonic } from './ports.ts';
import { createRelay, defaultLimits, type Relay } from './relay.ts';
import type { Store } from './store/store.ts';
import { systemClock, systemMonotonic, systemRandom } from './system-ports.ts';

const SWEEP_MS = 10 * 60_000;
const SILENCE_MS = 60_000;

export interface RunningRelay {
  /** Where it listens, also when the port was 0. */
  readonly url: string;
  /** Ends in order; the second call does nothing. */
  stop(reason: string): Promise<void>;
}

/** Until the signal, whatever goes wrong in between. */
async function sweepNowAndThen(
  relay: Relay,
  monotonic: Monotonic,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await relay.sweep().catch((error: unknown) => log.warn('sweep failed', { reason: wordsOf(error) }));
    await monotonic.sleep(SWEEP_MS, signal);
  }
}

/** Until the signal. */
async function lookNowAndThen(relay: Relay, monotonic: Monotonic, signal: AbortSignal): Promise<void> {
  for (;;) {
    await monotonic.sleep(SILENCE_MS, signal);
    if (signal.aborted) return;
    await relay.lookForSilence();
  }
}

const time = { clock: systemClock, monotonic: systemMonotonic };

/** Opens the store the settings ask for, or the only one its caller carries. */
type OpenStore = (
  config: Config,
  ports: { readonly clock: Clock; readonly monotonic: Monotonic; readonly log: Log },
) => Promise<Store>;

export async function runRelay(config: Config, log: Log, openStore: OpenStore): Promise<RunningRelay> {
  if (config.unknown.length > 0) log.warn('not settings of the relay', { names: config.unknown });
  const store = await openStore(config, { ...time, log });
  const { retentionMs, ingest, adminKey, smtp } = config;
  const limits = { ...defaultLimits, ingest, retentionMs };
  const ways = { mail: smtp === null ? null : createMail(smtp.url, smtp.from), post: createPost() };
  const relay = createRelay({ store, ...time, random: systemRandom, log, limits, adminKey, ways });
  if (config.pairingCode !== null) await registerFirstCode(store, config.pairingCode, systemClock.now());
  const server = await startHttpServer(relay.routes, { ...config, log, metrics: relay.metrics }).catch(
    async (error: unknown) => {
      await store.close();
      throw toListeningError(error, config);
    },
  );
  const stopping = new AbortController();
  const sweeping = sweepNowAndThen(relay, systemMonotonic, log, stopping.signal);
  const looking = lookNowAndThen(relay, systemMonotonic, stopping.signal);
  return {
    url: server.url,
    stop: async (reason) => {
      if (stopping.signal.aborted) return;
      stopping.abort();
      log.info('stopping', { reason });
      relay.stop();
      await server.close();
      await Promise.all([sweeping, looking]);
      await store.close();
      log.info('stopped');
    },
  };
}
