/** What the demo is played on: the practice shops and the relay on loopback, and the real engine in this process. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readState } from '../engine/ledger/engine-state.ts';
import { openEngineHere } from '../host/engine-here.ts';
import type { Client } from '../host/load-engine.ts';
import { openPracticeSession } from '../host/practice/practice-session.ts';
import type { RelayProcess } from '../host/practice/relay-process.ts';
import type { RunningPractice } from '../practice/practice.ts';

const variables = {
  BACKOFFICE_SECRETS: 'memory',
  BACKOFFICE_MULTIPLE_LOCATIONS: '1',
  // The practice shops answer at once and their search does not lag, so less time is given before something is judged.
  BACKOFFICE_SETTLE_SECONDS: '5',
};

/**
 * A day goes by in ten seconds, but no more calls than a minute's: twice what a Standard plan of Shopify allows, as on Advanced, and
 * EasyCashier's lists on as few pages as it was ever seen to give them.
 */
const rush = {
  shopify: { bucketSize: 4_000, restoreRate: 200 },
  easycashier: { pageSizeMax: 500, salesPageSize: Number.POSITIVE_INFINITY },
};

export interface Stage {
  readonly shops: RunningPractice;
  readonly relay: RelayProcess;
  readonly client: Client;
  /** Starts the engine's loops. */
  start(): void;
  /** Webhooks the engine has fetched from the relay, which numbers them. */
  pulled(): number;
  /** Ends the loops, the engine, the shops and the relay, and removes what was written. */
  close(): Promise<void>;
}

export async function openStage(options: { articles: number; seed: number }): Promise<Stage> {
  const session = await openPracticeSession({ ...options, stores: 2, ...rush });
  const dataDir = mkdtempSync(join(tmpdir(), 'backoffice-demo-'));
  const engine = await openEngineHere(dataDir, variables);
  const ending = new AbortController();
  let running: Promise<void> = Promise.resolve();
  return {
    shops: session.shops,
    relay: session.relay,
    client: engine.client,
    start: () => {
      running = engine.run(ending.signal);
    },
    pulled: () => readState(engine.ledger, 'relayCursor'),
    close: async () => {
      ending.abort();
      try {
        await running;
        await engine.close();
      } finally {
        await session.close();
        rmSync(dataDir, { recursive: true, force: true });
      }
    },
  };
}
