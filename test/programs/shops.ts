/** Practice shops on loopback with the settings that lead a program to them. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngineHere } from '../../host/engine-here.ts';
import type { Client } from '../../host/load-engine.ts';
import { shopVariables } from '../../host/practice/practice-session.ts';
import { type RunningPractice, type StartPracticeOptions, startPractice } from '../../practice/practice.ts';
import type { Variables } from './program.ts';

export interface Shops extends RunningPractice {
  /** A real path, of its own for these shops. */
  readonly dataDir: string;
  readonly variables: Variables;
  /** The engine in this process, for as long as `work` lasts: what is only preparation needs no process. */
  prepare<T>(work: (client: Client) => Promise<T>): Promise<T>;
  /** Closes the shops and removes the data directory. */
  remove(): Promise<void>;
}

export async function openShops(options: StartPracticeOptions): Promise<Shops> {
  const running = await startPractice(options);
  const dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'backoffice-shops-')));
  const variables: Variables = {
    ...shopVariables(running),
    HOME: dataDir,
    BACKOFFICE_DATA_DIR: dataDir,
    BACKOFFICE_SECRETS: 'env',
    BACKOFFICE_MULTIPLE_LOCATIONS: '1',
    BACKOFFICE_POLL_SECONDS: '0.2',
    BACKOFFICE_SETTLE_SECONDS: '1',
  };
  const prepare = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
    const engine = await openEngineHere(dataDir, variables);
    try {
      return await work(engine.client);
    } finally {
      await engine.close();
    }
  };
  return {
    ...running,
    dataDir,
    variables,
    prepare,
    remove: async () => {
      await running.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Connected and mapped, as after step 3 of the guide. */
export async function connectAll(
  client: Client,
  { urls, credentials, practice }: RunningPractice,
): Promise<void> {
  await client.connection.connectEasyCashier({ url: urls.easycashier, ...credentials.easycashier });
  const { shop, clientId, clientSecret } = credentials.shopify;
  await client.connection.connectShopify({ shop, url: urls.shopify, clientId, clientSecret });
  for (const { storeNumber, locationId } of practice.places) {
    await client.stores.map({ storeNumber, location: locationId });
  }
}

/** Everything is written once, whatever the guard thinks of it. */
export async function syncAll(client: Client): Promise<void> {
  const plan = await client.sync.plan();
  const confirm = plan.guard ? { confirmRows: plan.guard.confirmRows } : {};
  await client.sync.apply({ planId: plan.planId, ...confirm });
}
