import { createEasyCashierClient } from '../easycashier/client.ts';
import { readArticlePage } from '../easycashier/gateway.ts';
import { listStores } from '../ledger/catalogue.ts';
import { readSetting, writeSetting } from '../ledger/settings.ts';
import type { Ports, SecretName } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import { readTokens } from '../relay/tokens.ts';
import { createShopifyClient } from '../shopify/client.ts';
import { missingScopes, neededScopes, readShop } from '../shopify/gateway.ts';
import { activate, deactivate } from '../sync/actions/activation.ts';
import { preflight } from '../sync/actions/preflight.ts';
import { refreshLocations } from '../sync/shop-levels/shop-index.ts';
import { fullPass } from '../sync/stock-in/stock-in.ts';
import { isLoopback, requireSafeAddress } from './addresses.ts';
import { os } from './base.ts';
import type { Host } from './host.ts';
import { withSecrets } from './trial-secrets.ts';

/** `name.myshopify.com`, also from a pasted admin address. @throws Refusal `shopifyBadAddress` */
function parseShop(text: string): string {
  const trimmed = text
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/, '');
  const shop = trimmed.includes('.') ? trimmed : `${trimmed}.myshopify.com`;
  if (!/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/.test(shop))
    throw new Refusal('shopifyBadAddress', { shop: text });
  return shop;
}

/** Shopify goes on signing webhooks with the old secret for up to an hour (`shopify.md` §1). */
async function keepOldSecret(ports: Ports, next: string | null): Promise<void> {
  const old =
    (await ports.secrets.get('shopify.clientSecret')) ?? (await ports.secrets.get('shopify.apiSecret'));
  if (old !== null && old !== next) await ports.secrets.set('shopify.previousSecret', old);
}

/** Whose keys they are, by side. */
const kept = {
  easycashier: ['easycashier.password'],
  shopify: ['shopify.accessToken', 'shopify.clientSecret', 'shopify.apiSecret', 'shopify.previousSecret'],
  relay: ['relay.deviceToken', 'relay.ingestToken'],
} as const satisfies Record<string, readonly SecretName[]>;

export function connectionHandlers({ sync, orders, stockOut, shopifyUrl, forgetClients }: Host) {
  const { ledger, ports } = sync;

  const heldCredentials = async () => {
    const { secrets } = ports;
    const token = await secrets.get('shopify.accessToken');
    const secret = await secrets.get('shopify.clientSecret');
    return {
      easycashier: (await secrets.get('easycashier.password')) !== null,
      shopify: token !== null || secret !== null,
      relay: (await readTokens(secrets, readSetting(ledger, 'instanceId'))) !== null,
    };
  };

  return {
    connectEasyCashier: os.connection.connectEasyCashier.handler(async ({ input }) => {
      const { password, ...target } = input;
      requireSafeAddress(target.url, 'EASYCASHIER_URL');
      const trial = createEasyCashierClient(
        withSecrets(ports, { 'easycashier.password': password }),
        target,
        () => null,
      );
      await trial.login();
      await readArticlePage(trial, 1);
      await ports.secrets.set('easycashier.password', password);
      writeSetting(ledger, 'easycashier', target);
      forgetClients();
      const pass = await fullPass(sync);
      return { company: target.company, articles: pass.articles, stores: listStores(ledger).length };
    }),

    connectShopify: os.connection.connectShopify.handler(async ({ input }) => {
      if (input.url !== undefined) {
        if (!isLoopback(input.url)) throw new Refusal('badSetting', { name: 'SHOPIFY_URL', why: 'loopback' });
      }
      const target = {
        shop: parseShop(input.shop),
        url: input.url ?? shopifyUrl,
        clientId: input.accessToken === undefined ? (input.clientId ?? null) : null,
      };
      const secrets = {
        'shopify.accessToken': input.accessToken ?? null,
        'shopify.clientSecret': input.accessToken === undefined ? (input.clientSecret ?? null) : null,
        'shopify.apiSecret': input.apiSecret ?? null,
      };
      const trial = createShopifyClient(withSecrets(ports, secrets), target, () => null);
      const shop = await readShop(trial);
      const missing = missingScopes(shop.granted);
      if (missing.length > 0) throw new Refusal('shopifyMissingScope', { scopes: missing.join(', ') });
      await keepOldSecret(ports, secrets['shopify.clientSecret'] ?? secrets['shopify.apiSecret']);
      for (const [name, value] of Object.entries(secrets) as [keyof typeof secrets, string | null][]) {
        if (value === null) await ports.secrets.delete(name);
        else await ports.secrets.set(name, value);
      }
      writeSetting(ledger, 'shopify', target);
      forgetClients();
      await refreshLocations(sync);
      return {
        shop: shop.shop,
        plan: shop.plan,
        apiVersion: trial.answeredVersion() ?? '',
        scopes: neededScopes.map((scope) => ({ scope, granted: !missing.includes(scope) })),
      };
    }),

    check: os.connection.check.handler(() => {
      if (readSetting(ledger, 'easycashier') === null)
        throw new Refusal('notConnected', { side: 'EasyCashier' });
      if (readSetting(ledger, 'shopify') === null) throw new Refusal('notConnected', { side: 'Shopify' });
      return preflight(sync);
    }),

    activate: os.connection.activate.handler(({ input }) => activate(sync, orders, input.openOrders)),

    deactivate: os.connection.deactivate.handler(() => {
      const deactivatedAt = deactivate(sync);
      stockOut.kick();
      return { deactivatedAt };
    }),

    credentials: os.connection.credentials.handler(heldCredentials),

    forgetCredentials: os.connection.forgetCredentials.handler(async ({ input }) => {
      for (const name of kept[input.side]) await ports.secrets.delete(name);
      forgetClients();
      return heldCredentials();
    }),
  };
}
