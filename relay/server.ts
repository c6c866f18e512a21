/** `node relay/server.ts`: the relay as a program. Settings: README.md. */
import { BadConfig, type Config, readConfig } from './config.ts';
import type { Log } from './ports.ts';
import { runRelay } from './program.ts';
import { openStore } from './store/open.ts';
import { openLog } from './system-ports.ts';

const [BAD_CONFIG, CANNOT_START] = [64, 1];

async function run(config: Config, log: Log): Promise<void> {
  const relay = await runRelay(config, log, (choice, ports) => openStore(choice, ports));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      relay.stop(signal).catch((error: unknown) => {
        log.error('could not stop in order', { reason: String(error) });
        process.exit(1);
      });
    });
  }
  // Scripts read this line: `url` is where it listens, also when the port was 0.
  log.info('listening', { url: relay.url, store: config.databaseUrl === null ? 'sqlite' : 'postgres' });
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

// Whatever is made here is this user's alone from its first byte on.
process.umask(0o077);
await main();
