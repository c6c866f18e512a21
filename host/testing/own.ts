/** A process that owns a data directory, for tests that kill it: `node own.ts DIR lock|run`. */
import { join } from 'node:path';
import { runHost } from '../host.ts';
import { takeOwnerLock } from '../system/owner-lock.ts';
import { openFakeEngine } from './fake-engine.ts';
import { silentPorts } from './ports.ts';

const [dataDir = '', how] = process.argv.slice(2);
if (how === 'lock') {
  const lock = takeOwnerLock(join(dataDir, 'owner.lock'));
  process.stdout.write(lock === null ? 'busy\n' : 'ready\n');
  setInterval(() => lock, 1_000);
} else {
  const host = {
    dataDir,
    overrides: {},
    openEngine: openFakeEngine,
    createPorts: silentPorts,
    onWait: () => undefined,
    patienceMs: 5_000,
    onHeld: () => undefined,
  };
  await runHost(host, new AbortController().signal, () => {
    process.stdout.write('ready\n');
    return Promise.resolve();
  });
}
