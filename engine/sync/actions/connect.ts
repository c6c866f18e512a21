import { readArticlePage } from '../../easycashier/articles.ts';
import type { EasyCashierTarget } from '../../easycashier/client.ts';
import { createEasyCashierClient } from '../../easycashier/client.ts';
import { listStores } from '../../ledger/catalogue.ts';
import { connectTo } from '../../ledger/connections.ts';
import { readState } from '../../ledger/engine-state.ts';
import type { Ports, SecretName, Secrets } from '../../ports.ts';
import { Refusal } from '../../refusal.ts';
import { readTokens } from '../../relay/tokens.ts';
import { createShopifyClient } from '../../shopify/client.ts';
import { missingScopes, neededScopes, readShop } from '../../shopify/gateway.ts';
import { requirePlain, shopAddress } from '../../shopify/login-text.ts';
import { isLoopback, requireSafeAddress } from '../runtime/addresses.ts';
import type { Sync } from '../runtime/context.ts';
import { refreshLocations } from '../shop-levels/locations.ts';
import { fullScan } from '../stock-in/stock-in.ts';
import { withSecrets } from './trial-secrets.ts';

/** What a person gives for Shopify: the key of an existing app, or client id and secret. */
export interface ShopifyLogin {
  readonly shop: string;
  readonly url?: string | undefined;
  readonly accessToken?: string | undefined;
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  readonly apiSecret?: string | undefined;
}

/**
 * Tries the login, keeps it, and reads every article once.
 * @throws Refusal as the client does; then nothing is kept
 */
export async function connectEasyCashier(
  sync: Sync,
  login: EasyCashierTarget & { readonly password: string },
  forgetClients: () => void,
): Promise<{ company: string; articles: number; stores: number }> {
  const { ledger, ports } = sync;
  const { password, ...target } = login;
  requireSafeAddress(target.url, 'EASYCASHIER_URL');
  const trial = createEasyCashierClient(
    withSecrets(ports, { 'easycashier.password': password }),
    target,
    () => null,
  );
  await trial.login();
  await readArticlePage(trial, 1);
  await ports.secrets.set('easycashier.password', password);
  connectTo(ledger, 'easycashier', target);
  forgetClients();
  const pass = await fullScan(sync);
  return { company: target.company, articles: pass.articles, stores: listStores(ledger).length };
}

/**
 * Tries the keys, keeps them, and reads the shop's locations.
 * @throws Refusal as the client does, `shopifyMissingScope`, and before any call `shopifyStrayCharacter`, `shopifyBadAddress`; then nothing is kept
 */
export async function connectShopify(
  sync: Sync,
  login: ShopifyLogin,
  shopifyUrl: string | null,
  forgetClients: () => void,
) {
  const { ledger, ports } = sync;
  if (login.url !== undefined) {
    requireSafeAddress(login.url, 'SHOPIFY_URL');
    if (!isLoopback(login.url)) throw new Refusal('badSetting', { name: 'SHOPIFY_URL', why: 'loopback' });
  }
  for (const field of ['clientId', 'clientSecret', 'accessToken', 'apiSecret'] as const) {
    requirePlain(field, login[field] ?? '');
  }
  const hasToken = login.accessToken !== undefined;
  const target = {
    shop: shopAddress(login.shop),
    url: login.url ?? shopifyUrl,
    clientId: hasToken ? null : (login.clientId ?? null),
  };
  const secrets = {
    'shopify.accessToken': login.accessToken ?? null,
    'shopify.clientSecret': hasToken ? null : (login.clientSecret ?? null),
    'shopify.apiSecret': login.apiSecret ?? null,
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
  connectTo(ledger, 'shopify', target);
  forgetClients();
  await refreshLocations(sync);
  return {
    shop: shop.shop,
    plan: shop.plan,
    apiVersion: trial.answeredVersion() ?? '',
    scopes: neededScopes.map((scope) => ({ scope, granted: !missing.includes(scope) })),
  };
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

/** What a keychain that is closed does not show is not held, so that it can be given anew. */
function asShown(secrets: Secrets): Secrets {
  const get: Secrets['get'] = async (name) => {
    try {
      return await secrets.get(name);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'keychainClosed') return null;
      throw error;
    }
  };
  return { ...secrets, get };
}

/** Which sides have what it takes to log in. */
export async function heldCredentials({ ledger, ports }: Sync) {
  const secrets = asShown(ports.secrets);
  const token = await secrets.get('shopify.accessToken');
  const secret = await secrets.get('shopify.clientSecret');
  return {
    easycashier: (await secrets.get('easycashier.password')) !== null,
    shopify: token !== null || secret !== null,
    relay: (await readTokens(secrets, readState(ledger, 'instanceId'))) !== null,
  };
}

/** Erases a side's keys from the keychain. */
export async function forgetCredentials({ ports }: Sync, side: keyof typeof kept): Promise<void> {
  for (const name of kept[side]) await ports.secrets.delete(name);
}
