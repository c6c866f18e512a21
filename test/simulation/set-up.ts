import { relayUrl } from '../programs/relay.ts';
import type { Computer } from './computer.ts';
import type { Scene } from './scene.ts';

const MINUTE = 60_000;
/** A list without balances is read article by article: a shop of thousands takes its time. */
const PATIENCE_MS = 60 * MINUTE;

/** Steps 1 to 3 of the guide, on a quiet line. */
export async function connect(scene: Scene, computer: Computer): Promise<void> {
  const { scheduler, random, practice } = scene;
  const { client } = computer.engine();
  const { easycashier, shopify } = practice.credentials;
  await scheduler.runFor(
    client.connection.connectEasyCashier({ url: 'https://easycashier.test', ...easycashier }),
    PATIENCE_MS,
  );
  const { shop, clientId, clientSecret, accessToken, apiSecret } = shopify;
  await scheduler.runFor(
    client.connection.connectShopify({
      shop,
      ...(random.chance(0.8)
        ? { clientId, clientSecret }
        : { accessToken, ...(scene.relay ? { apiSecret } : {}) }),
    }),
    PATIENCE_MS,
  );
  await client.stores.setMultipleLocations({ on: practice.places.length > 1 });
  for (const place of practice.places) {
    await scheduler.runFor(
      client.stores.map({ storeNumber: place.storeNumber, location: place.locationId }),
      PATIENCE_MS,
    );
  }
}

/** Step 4. A second computer is told that another one writes, and is paired all the same. */
export async function createWebhooks(scene: Scene, computer: Computer): Promise<void> {
  if (!scene.relay) return;
  const { network, codes } = scene.relay;
  const pairingCode = await network.newCode(network.computers.tenantId());
  const isFirst = codes.size === 0;
  codes.set(computer.name, pairingCode);
  const created = computer.engine().client.webhooks.create({ relayUrl, pairingCode });
  const outcome = await scene.scheduler.runFor(
    created.then(
      ({ ok }) => (ok ? 'ok' : 'not ok'),
      (error: unknown) => refusalOf(error),
    ),
    10 * MINUTE,
  );
  scene.tell(`${computer.name} creates webhooks: ${outcome}`);
  if (outcome !== (isFirst ? 'ok' : 'otherComputer')) scene.found.push(`webhooks.create: ${outcome}`);
}

/** The code of a refusal as clients see it. */
function refusalOf(error: unknown): string {
  const data = (error as { data?: { code?: string } }).data;
  return data?.code ?? String(error);
}
