/** The desktop's engine: a process of its own, without Electron, that serves the windows over ports. Ends when the desktop does. */
import { setTimeout as delay } from 'node:timers/promises';
import { asRefusal } from '../failure.ts';
import { openPracticeSession } from '../practice/practice-session.ts';
import { openDataDir } from '../system/data-dir.ts';
import { type Environment, readEnvironment } from '../system/environment.ts';
import { createPower } from '../system/power.ts';
import { createRedactor } from '../system/redaction.ts';
import { openStore } from '../system/secret-files.ts';
import { createWindowSecrets } from '../system/session-secrets.ts';
import { version } from '../system/version.ts';
import { runSessions } from '../window/sessions.ts';
import { dieRedacted } from './last-error.ts';
import { createLentKeychain } from './lent-keychain.ts';
import { createLentRoutes } from './lent-routes.ts';
import { openParentLine, type ParentLine } from './parent-line.ts';
import { startRelayThread } from './relay-thread.ts';
import { createWindows } from './windows.ts';

/** Beside this file when all are built. */
const relayScript = new URL('./relay.cjs', import.meta.url);
const ledgerThread = new URL('./ledger-thread.cjs', import.meta.url);
/** What was said last is on its way out. */
const FAREWELL_MS = 50;
const BAD_USE = 64;

function untilStopped(line: ParentLine): AbortSignal {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  line.onMessage(({ type }) => {
    if (type === 'stop') stop();
  });
  line.onGone(stop);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
  return stopping.signal;
}

async function run(line: ParentLine, signal: AbortSignal): Promise<void> {
  const windows = createWindows();
  line.onPort(windows.take);
  const redactor = createRedactor();
  dieRedacted(redactor);
  const power = createPower();
  line.onMessage((message) => {
    if (message.type === 'power') power.tell(message.event);
  });
  const openKeychain = createLentKeychain(line);
  let environment: Environment;
  let dataDir: string;
  try {
    environment = readEnvironment(process.env);
    dataDir = openDataDir(environment.BACKOFFICE_DATA_DIR, process.env);
  } catch (error) {
    const refusal = asRefusal(error);
    if (refusal === null) throw error;
    line.post({ type: 'refused', code: refusal.code, args: refusal.args });
    return;
  }
  await runSessions(
    {
      dataDir,
      environment,
      redactor,
      secrets: createWindowSecrets(environment, redactor, openStore(environment, dataDir, openKeychain)),
      version,
      ledgerThread,
      findRoutes: createLentRoutes(line),
      power,
      serve: async (router, report) => {
        const served = await windows.serve(router, report);
        line.post({ type: 'serving' });
        return served;
      },
      openPractice: (options) =>
        openPracticeSession(options, (relay) => startRelayThread(relayScript, relay)),
    },
    signal,
  );
}

async function main(): Promise<void> {
  const line = openParentLine();
  if (line === null) {
    process.stderr.write('started by the desktop app only\n');
    process.exit(BAD_USE);
  }
  await run(line, untilStopped(line));
  await delay(FAREWELL_MS);
  // Idle connections of `fetch` would keep the process for seconds.
  process.exit(0);
}

// Whatever is made here is this user's alone from its first byte on.
process.umask(0o077);
void main();
