/** `node relay/restored.ts`, after a backup was put back and before the relay starts: tells every computer that it was. */
import { readConfig } from './config.ts';
import { openStore } from './store/open.ts';
import { openLog, systemClock, systemMonotonic } from './system-ports.ts';

async function main(): Promise<void> {
  const ports = { clock: systemClock, monotonic: systemMonotonic, log: openLog('silent') };
  const store = await openStore(readConfig(process.env), ports, { mustExist: true });
  try {
    const tenants = await store.restored(systemClock.now());
    process.stdout.write(`${tenants} shops will be read once by their computers\n`);
  } finally {
    await store.close();
  }
}

// Whatever is made here is this user's alone from its first byte on.
process.umask(0o077);
try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
