/** `node relay/pairing-code.ts [--tenant ID] [--note TEXT]`: a code for one more computer, made straight in the store. */
import { parseArgs } from 'node:util';
import { readConfig } from './config.ts';
import { makePairingCode } from './pairing.ts';
import { openStore } from './store/open.ts';
import { openLog, systemClock, systemMonotonic, systemRandom } from './system-ports.ts';

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { tenant: { type: 'string' }, note: { type: 'string' } } });
  const store = await openStore(
    readConfig(process.env),
    { clock: systemClock, monotonic: systemMonotonic, log: openLog('silent') },
    { isGuest: true, mustExist: true },
  );
  try {
    const ports = { store, clock: systemClock, random: systemRandom };
    const made = await makePairingCode(ports, { tenantId: values.tenant, note: values.note });
    if (!made) {
      process.stderr.write(`there is no tenant »${values.tenant}«\n`);
      return 1;
    }
    process.stdout.write(`${made.code}\n`);
    process.stderr.write(`valid once, until ${new Date(made.expiresAt).toISOString()}\n`);
    return 0;
  } finally {
    await store.close();
  }
}

// Whatever is made here is this user's alone from its first byte on.
process.umask(0o077);
try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
