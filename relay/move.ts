/**
 * `node relay/start.mjs move`, with the relay stopped: what it keeps in RELAY_DATA_DIR goes on in the empty PostgreSQL of
 * RELAY_DATABASE_URL, and no computer notices.
 */
import { wordsOf } from './causes.ts';
import { readConfig } from './config.ts';
import { moveStore } from './store/move.ts';
import { openLog, systemMonotonic } from './system-ports.ts';

async function main(): Promise<void> {
  const { dataDir, databaseUrl } = readConfig(process.env);
  if (databaseUrl === null)
    throw new Error(
      'set RELAY_DATABASE_URL to the empty PostgreSQL that is to take the data of RELAY_DATA_DIR',
    );
  const ports = { monotonic: systemMonotonic, log: openLog('silent') };
  const { tenants, devices, events } = await moveStore(dataDir, { databaseUrl, ...ports });
  process.stdout.write(
    `moved: ${tenants} shops, ${devices} computers, ${events} events and keys of events\n` +
      `Start the relay with RELAY_DATABASE_URL, at the same address. No relay starts on ${dataDir} any more: erase it when all is well\n`,
  );
}

// Whatever is made here is this user's alone from its first byte on.
process.umask(0o077);
try {
  await main();
} catch (error) {
  process.stderr.write(`${wordsOf(error)}\n`);
  process.exitCode = 1;
}
