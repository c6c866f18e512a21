/** What the demo is played on: the practice shops and the relay on loopback, and the real engine in this process. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readState } from '../engine/ledger/engine-state.ts';
import type { SecretName, Secrets } from '../engine/ports.ts';
import { openEngineHere } from '../host/engine-here.ts';
import type { Client } from '../host/load-engine.ts';
import { openPracticeSession } from '../host/practice/practice-session.ts';
import type { RelayProcess } from '../host/practice/relay-process.ts';
import { createCopies } from '../host/system/copies.ts';
import type { RunningPractice } from '../practice/practice.ts';

const variables = {
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

const COPY = 'ledger-demo.sqlite';
const ledgerFiles = ['ledger.sqlite', 'ledger.sqlite-wal', 'ledger.sqlite-shm'];

export interface Stage {
  readonly shops: RunningPractice;
  readonly relay: RelayProcess;
  /** Of the program that runs now: another one after `startAgain`. */
  readonly client: Client;
  /** Starts the engine's loops. */
  start(): void;
  /** Copies the program's data while it runs, as it does itself every night. */
  copyData(): Promise<void>;
  /** Ends the loops and the engine; shops, relay and keychain go on. */
  stop(): Promise<void>;
  /** The copy in the place of the data, as the guide says. While stopped. */
  putCopyBack(): void;
  /** The engine and its loops, on the data that are there now. */
  startAgain(): Promise<void>;
  /** Webhooks the engine has fetched from the relay, which numbers them. */
  pulled(): number;
  /** Ends the loops, the engine, the shops and the relay, and removes what was written. */
  close(): Promise<void>;
}

export async function openStage(options: { articles: number; seed: number }): Promise<Stage> {
  const session = await openPracticeSession({ ...options, stores: 2, ...rush });
  const dataDir = mkdtempSync(join(tmpdir(), 'backoffice-demo-'));
  const keychain = createKeychain();
  const open = () => openEngineHere(dataDir, variables, keychain);
  const copies = createCopies(dataDir);
  let engine = await open();
  let ending = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const start = () => {
    running = engine.run(ending.signal);
  };
  const stop = async () => {
    ending.abort();
    await running;
    await engine.close();
  };
  return {
    shops: session.shops,
    relay: session.relay,
    get client() {
      return engine.client;
    },
    start,
    copyData: async () => {
      await copies.write(COPY);
      await copies.keep(COPY);
    },
    stop,
    putCopyBack: () => {
      for (const file of ledgerFiles) rmSync(join(dataDir, file), { force: true });
      copyFileSync(join(dataDir, 'copies', COPY), join(dataDir, 'ledger.sqlite'));
    },
    startAgain: async () => {
      engine = await open();
      ending = new AbortController();
      start();
    },
    pulled: () => readState(engine.ledger, 'relayCursor'),
    close: async () => {
      try {
        await stop();
        // In order it would wait seconds for connections that are kept open, and nothing it holds is kept.
        await session.relay.kill();
      } finally {
        await session.close();
        rmSync(dataDir, { recursive: true, force: true });
      }
    },
  };
}

/** The computer's keychain, in memory: like a real one it outlives the program and does not go back with its data. */
function createKeychain(): Secrets {
  const kept = new Map<SecretName, string>();
  return {
    get: async (name) => kept.get(name) ?? null,
    set: async (name, value) => void kept.set(name, value),
    delete: async (name) => void kept.delete(name),
  };
}
