/** What the demo is played on: both practice shops on loopback and the real engine in this process. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '../../engine/engine.ts';
import { type RunningPractice, startPractice } from '../../practice/practice.ts';
import type { Client } from '../engine-door.ts';
import { readEnvironment } from '../environment.ts';
import { createRedactor } from '../redaction.ts';
import { createSecrets } from '../secrets.ts';
import { createSystemPorts } from '../system-ports.ts';

/** The practice shops answer at once and their search does not lag, so less time is given before something is judged. */
const JUDGE_SECONDS = 5;
const POLL_SECONDS = 0.5;

export interface Stage {
  readonly shops: RunningPractice;
  readonly client: Client;
  /** Starts the engine's loops. */
  start(): void;
  /** Ends the loops, the engine and the shops, and removes what was written. */
  close(): Promise<void>;
}

export async function openStage(options: { articles: number; seed: number }): Promise<Stage> {
  const shops = await startPractice({ ...options, stores: 2 });
  const dataDir = mkdtempSync(join(tmpdir(), 'backoffice-demo-'));
  const environment = readEnvironment({ BACKOFFICE_SECRETS: 'memory' });
  const redactor = createRedactor();
  const secrets = createSecrets({
    environment,
    redactor,
    openKeychain: () => Promise.resolve(null),
    onEnvironmentOnly: () => undefined,
  });
  const engine = await openEngine({
    ports: createSystemPorts(dataDir, environment, secrets, redactor),
    dataDir,
    overrides: { multipleLocations: true, pollSeconds: POLL_SECONDS },
    timing: { settleMs: JUDGE_SECONDS * 1_000, explainMs: JUDGE_SECONDS * 1_000 },
  });
  const ending = new AbortController();
  let running: Promise<void> = Promise.resolve();
  return {
    shops,
    client: engine.client,
    start: () => {
      running = engine.run(ending.signal);
    },
    close: async () => {
      ending.abort();
      try {
        await running;
        await engine.close();
      } finally {
        await shops.close();
        rmSync(dataDir, { recursive: true, force: true });
      }
    },
  };
}
