/** `node relay/server.ts`: the relay as a program. Settings: README.md. */
import { BadConfig, type Config, readConfig } from './config.ts';
import { startHttpServer } from './http-server.ts';
import { registerFirstCode } from './pairing.ts';
import type { Clock, Log } from './ports.ts';
import { createRelay, defaultLimits, type Relay } from './relay.ts';
import { openStore } from './store/open.ts';
import { openLog, systemClock, systemRandom } from './system-ports.ts';

const SWEEP_MS = 10 * 60_000;
const [BAD_CONFIG, CANNOT_START] = [64, 1];

/** Until the signal, whatever goes wrong in between. */
async function sweepNowAndThen(relay: Relay, clock: Clock, log: Log, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await relay.sweep().catch((error: unknown) => log.warn('sweep failed', { reason: String(error) }));
    await clock.sleep(SWEEP_MS, signal);
  }
}

async function run(config: Config, log: Log): Promise<void> {
  if (config.unknown.length > 0) log.warn('not settings of the relay', { names: config.unknown });
  const store = await openStore(config, { clock: systemClock, log });
  const { retentionMs, ingest, adminKey } = config;
  const limits = { ...defaultLimits, ingest, retentionMs };
  const relay = createRelay({ store, clock: systemClock, random: systemRandom, log, limits, adminKey });
  if (config.pairingCode !== null) await registerFirstCode(store, config.pairingCode, systemClock.now());
  const server = await startHttpServer(relay.routes, { ...config, log });
  const stopping = new AbortController();
  const sweeping = sweepNowAndThen(relay, systemClock, log, stopping.signal);

  const stop = async (reason: string): Promise<void> => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    log.info('stopping', { reason });
    relay.stop();
    await server.close();
    await sweeping;
    await store.close();
    log.info('stopped');
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stop(signal).catch((error: unknown) => {
        log.error('could not stop in order', { reason: String(error) });
        process.exit(1);
      });
    });
  }
  // Scripts read this line: `url` is where it listens, also when the port was 0.
  log.info('listening', { url: server.url, store: config.databaseUrl === null ? 'sqlite' : 'postgres' });
}

async function main(): Promise<void> {
  let config: Config;
  try {
    config = readConfig(process.env);
  } catch (error) {
    if (!(error instanceof BadConfig)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = BAD_CONFIG;
    return;
  }
  try {
    await run(config, openLog(config.logLevel));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(CANNOT_START);
  }
}

await main();
