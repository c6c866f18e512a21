/** `backoffice serve` as a process of its own, in front of practice shops and a relay of this test's. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '../../host/load-engine.ts';
import { openPracticeSession, type PracticeSession } from '../../host/practice/practice-session.ts';
import { socketAddress } from '../../host/socket.ts';
import { connectRemote } from '../../host/socket-client.ts';
import type { StartPracticeOptions } from '../../practice/practice.ts';
import { type Program, startProgram, until, type Variables } from '../programs/program.ts';

/** A window as it is reached. */
export interface Entrance {
  /** The newest printed address that nobody was given here: it lets one browser in, once. */
  address(): Promise<string>;
  /** Where whoever has been let in finds it. */
  page(name: '' | 'log.html'): string;
}

export interface Served extends Entrance {
  readonly dataDir: string;
  readonly program: Program;
  /** The engine behind the window, as a command would ask it. */
  ask<T>(work: (client: Client) => Promise<T>): Promise<T>;
  /** Dies as when the power goes. */
  die(): Promise<void>;
  /** Is started again after that, on the same data and the same port; nobody who was let in before is let in. */
  startAgain(): Promise<void>;
  end(): Promise<void>;
}

/** Nothing is connected unless the variables say so; `prepare` may leave something in the data directory first. */
export async function serveWindow(
  variables: Variables = {},
  prepare: (dataDir: string) => void = () => undefined,
): Promise<Served> {
  const dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'backoffice-window-')));
  prepare(dataDir);
  const environment: Variables = {
    HOME: dataDir,
    BACKOFFICE_DATA_DIR: dataDir,
    BACKOFFICE_SECRETS: 'memory',
    ...variables,
  };
  const start = async (port = '0') => {
    const program = startProgram(['serve', '--json', '--port', port], environment);
    const { address } = JSON.parse(await program.firstLine) as { address: string };
    return { program, origin: new URL(address).origin };
  };
  let running = await start();
  const given = new Set<string>();
  return {
    dataDir,
    get program() {
      return running.program;
    },
    address: async () => {
      const newest = () => newestAddress(running.program);
      await until(() => !given.has(newest()), 'another address has been printed');
      given.add(newest());
      return newest();
    },
    page: (name) => `${running.origin}/backoffice/${name}`,
    ask: async (work) => {
      const remote = await connectRemote(socketAddress(dataDir));
      if (remote === null) throw new Error('the engine does not answer');
      try {
        return await work(remote.client);
      } finally {
        remote.close();
      }
    },
    die: async () => {
      running.program.kill('SIGKILL');
      await running.program.ended;
    },
    startAgain: async () => {
      running = await start(new URL(running.origin).port);
    },
    end: async () => {
      running.program.kill('SIGTERM');
      await Promise.race([running.program.ended, delay(10_000)]);
      running.program.kill('SIGKILL');
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Each line says one; the last may be half written. */
function newestAddress(program: Program): string {
  const line = program.said().split('\n').slice(0, -1).at(-1) ?? '{}';
  return (JSON.parse(line) as { address: string }).address;
}

export interface ShopWindow extends Served {
  readonly session: PracticeSession;
}

/** A window on a shop of its own systems that is connected, mapped and active; these are the practice shops. */
export async function serveShop(options: StartPracticeOptions): Promise<ShopWindow> {
  const session = await openPracticeSession(options);
  const served = await serveWindow({
    ...session.variables,
    BACKOFFICE_MULTIPLE_LOCATIONS: '1',
    BACKOFFICE_POLL_SECONDS: '0.5',
    BACKOFFICE_SETTLE_SECONDS: '1',
    BACKOFFICE_SECRETS: 'env',
  });
  await served.ask((client) => connectShop(client, session));
  const end = async () => {
    await served.end();
    await session.close();
  };
  return Object.defineProperties(
    { session, end },
    { ...Object.getOwnPropertyDescriptors(served), end: { value: end } },
  ) as ShopWindow;
}

async function connectShop(client: Client, { shops, relay }: PracticeSession): Promise<void> {
  const { credentials, urls, practice } = shops;
  const { company, username, password } = credentials.easycashier;
  const { shop, clientId, clientSecret } = credentials.shopify;
  await client.connection.connectEasyCashier({ url: urls.easycashier, company, username, password });
  await client.connection.connectShopify({ url: urls.shopify, shop, clientId, clientSecret });
  for (const { storeNumber, locationId } of practice.places) {
    await client.stores.map({ storeNumber, location: locationId });
  }
  await client.connection.activate({ openOrders: 'taken' });
  await client.webhooks.create({ relayUrl: relay.url, pairingCode: relay.pairingCode });
}
