import { type CatalogueOptions, generateCatalogue } from './catalogue/catalogue.ts';
import { shopifySide } from './catalogue/shopify-side.ts';
import { type PracticeClock, systemClock } from './clock.ts';
import { createControl } from './control/control.ts';
import { createPracticeEasyCashier, type PracticeEasyCashierOptions } from './easycashier/backoffice.ts';
import type { Handler } from './faults.ts';
import { type Listening, listen } from './listen.ts';
import { createPracticeShopify, type PracticeShopifyOptions } from './shopify/shop.ts';
import type { Practice, PracticeCredentials } from './shops.ts';

export interface PracticeOptions extends Partial<CatalogueOptions> {
  readonly clock: PracticeClock;
  /** What the practice EasyCashier shall do otherwise than usual. */
  readonly easycashier?: Partial<Omit<PracticeEasyCashierOptions, 'clock' | 'stores'>>;
  /** What the practice Shopify shall do otherwise than usual; `deliver` takes the webhooks. */
  readonly shopify?: Partial<Omit<PracticeShopifyOptions, 'clock'>>;
}

/** Both practice shops, filled from one catalogue: 1,000 articles in two stores, traps included, unless asked otherwise. */
export function createPractice(options: PracticeOptions): Practice {
  const { clock, seed = 1, articles = 1_000, stores = 2, traps = true } = options;
  const catalogue = generateCatalogue({ seed, articles, stores, traps });
  const credentials = credentialsOf(options);

  const easycashier = createPracticeEasyCashier({
    ...options.easycashier,
    ...credentials.easycashier,
    clock,
    stores: catalogue.stores,
  });
  for (const { product: _product, variant: _variant, trap: _trap, ...article } of catalogue.articles) {
    easycashier.addArticle(article);
  }

  const { shop, clientId, clientSecret, accessToken } = credentials.shopify;
  const shopify = createPracticeShopify({
    accessTokens: [accessToken],
    ...options.shopify,
    clock,
    shop,
    clientId,
    clientSecret,
  });
  const places = catalogue.stores.map((store) => ({
    ...store,
    locationId: shopify.addLocation({ name: store.storeName }).id,
  }));
  const locationOf = new Map(places.map(({ storeNumber, locationId }) => [storeNumber, locationId]));
  for (const { sku, product, variant, tracked, bundle, levels } of shopifySide(catalogue)) {
    shopify.addItem({
      sku,
      title: variant === null ? product : `${product} – ${variant}`,
      tracked,
      bundleParent: bundle,
      levels: levels.map(({ storeNumber, available, active }) => ({
        locationId: locationOf.get(storeNumber) ?? '',
        available,
        active,
      })),
    });
  }
  return { catalogue, easycashier, shopify, places, credentials };
}

function credentialsOf({ easycashier = {}, shopify = {} }: PracticeOptions): PracticeCredentials {
  const clientSecret = shopify.clientSecret ?? 'shpss_0123456789abcdef0123456789abcdef';
  return {
    easycashier: {
      company: easycashier.company ?? '556677-8899',
      username: easycashier.username ?? 'ovning@exempel.se',
      password: easycashier.password ?? 'ovning',
    },
    shopify: {
      shop: shopify.shop ?? 'ovningsbutiken.myshopify.com',
      clientId: shopify.clientId ?? '0123456789abcdef0123456789abcdef',
      clientSecret,
      accessToken: shopify.accessTokens?.[0] ?? 'shpat_0123456789abcdef0123456789abcdef',
      apiSecret: clientSecret,
    },
  };
}

export interface StartPracticeOptions extends Omit<PracticeOptions, 'clock'> {
  /** EasyCashier gets this port, Shopify the next, control the one after. 0 or absent: free ones. */
  readonly port?: number;
  /** Put around the practice Shopify, by whoever wants to see what is asked of it. */
  readonly aroundShopify?: (handle: Handler) => Handler;
}

export interface RunningPractice {
  readonly practice: Practice;
  /** Addresses on loopback, without a slash at the end. */
  readonly urls: { readonly easycashier: string; readonly shopify: string; readonly control: string };
  readonly credentials: PracticeCredentials;
  /** Lets what is under way finish, then frees the ports. */
  close(): Promise<void>;
}

/** Real time, but waiting (for a `hang`, for a webhook's answer) does not keep a process alive that is done. */
const clock: PracticeClock = {
  ...systemClock,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms).unref()),
};

/** How often the practice Shopify looks for what is due: routing, webhooks and their retries, bulk results. */
const tickMs = 50;
/** Shopify waits 5 s for the answer to a webhook. */
const webhookPatience = 5_000;

/** Both practice shops and their control interface on loopback. A taken port rejects with `EADDRINUSE`. */
export async function startPractice(options: StartPracticeOptions = {}): Promise<RunningPractice> {
  const closing = new AbortController();
  const deliver: Handler = (request) =>
    fetch(request, {
      redirect: 'manual',
      signal: AbortSignal.any([closing.signal, AbortSignal.timeout(webhookPatience)]),
    });
  const practice = createPractice({ ...options, clock, shopify: { deliver, ...options.shopify } });
  const { easycashier, shopify } = practice;
  const { aroundShopify = (handle) => handle } = options;

  const servers: Listening[] = [];
  const closeAll = () => Promise.all(servers.map((server) => server.close()));
  try {
    for (const [index, handler] of [
      easycashier.handle,
      aroundShopify(shopify.handle),
      createControl(practice),
    ].entries()) {
      servers.push(await listen(handler, { port: options.port ? options.port + index : 0 }));
    }
  } catch (error) {
    await closeAll();
    throw error;
  }

  const timer = setInterval(() => {
    const dueAt = shopify.nextDueAt();
    // Not awaited: a receiver that takes its time must not hold up the other webhooks.
    if (dueAt !== undefined && dueAt <= clock.now()) void shopify.runDue();
  }, tickMs);

  const [first = '', second = '', third = ''] = servers.map(({ url }) => url);
  return {
    practice,
    urls: { easycashier: first, shopify: second, control: third },
    credentials: practice.credentials,
    close: async () => {
      clearInterval(timer);
      closing.abort();
      await closeAll();
    },
  };
}
