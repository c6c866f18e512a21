/** A shop of its own systems that is connected, mapped and active. It has time to understand what it reads, as a real one has. */
import type { Client } from '../../host/load-engine.ts';
import { openPracticeSession, type PracticeSession } from '../../host/practice/practice-session.ts';
import type { StartPracticeOptions } from '../../practice/practice.ts';
import { type Entrance, serveWindow } from '../window/served.ts';

export interface ShopAtWork extends Entrance {
  readonly session: PracticeSession;
  ask<T>(work: (client: Client) => Promise<T>): Promise<T>;
  end(): Promise<void>;
}

export async function openShopAtWork(options: StartPracticeOptions): Promise<ShopAtWork> {
  const session = await openPracticeSession(options);
  const { address, page, ask, end } = await serveWindow({
    ...session.variables,
    BACKOFFICE_MULTIPLE_LOCATIONS: '1',
    BACKOFFICE_SETTLE_SECONDS: '10',
    BACKOFFICE_SECRETS: 'env',
  });
  await ask((client) => connect(client, session));
  return { address, page, session, ask, end: () => end().finally(() => session.close()) };
}

async function connect(client: Client, { shops, relay }: PracticeSession): Promise<void> {
  const { credentials, urls, practice } = shops;
  await client.connection.connectEasyCashier({ url: urls.easycashier, ...credentials.easycashier });
  const { shop, clientId, clientSecret } = credentials.shopify;
  await client.connection.connectShopify({ url: urls.shopify, shop, clientId, clientSecret });
  for (const { storeNumber, locationId } of practice.places) {
    await client.stores.map({ storeNumber, location: locationId });
  }
  await client.connection.activate({ openOrders: 'taken' });
  await client.webhooks.create({ relayUrl: relay.url, pairingCode: relay.pairingCode });
}
