import type { Catalogue } from './catalogue/article.ts';
import type { PracticeEasyCashier } from './easycashier/backoffice.ts';
import type { PracticeShopify } from './shopify/shop.ts';

/** What a person would type into the guide. They open nothing but the practice shops. */
export interface PracticeCredentials {
  readonly easycashier: { readonly company: string; readonly username: string; readonly password: string };
  readonly shopify: {
    readonly shop: string;
    readonly clientId: string;
    readonly clientSecret: string;
    /** A static token, as an older app has. */
    readonly accessToken: string;
    /** Signs the webhooks: the client secret. */
    readonly apiSecret: string;
  };
}

/** A store and the location that belongs to it: the answer to step 2 of the guide. */
interface PracticePlace {
  readonly storeNumber: string;
  readonly storeName: string;
  readonly locationId: string;
}

/** Both practice shops and what joins them. */
export interface Practice {
  readonly catalogue: Catalogue;
  readonly easycashier: PracticeEasyCashier;
  readonly shopify: PracticeShopify;
  readonly places: readonly PracticePlace[];
  readonly credentials: PracticeCredentials;
}
