import type { CatalogueTrap } from './traps.ts';

/** A shop with its till. Its location in Shopify has the same name, and an id that Shopify gives. */
export interface CatalogueStore {
  readonly storeNumber: string;
  readonly storeName: string;
}

export interface CatalogueArticle {
  readonly articleNumber: string;
  /** Benämning, variant included. */
  readonly description: string;
  /** The Shopify product it belongs to, and its variant's title (null for a product without variants). */
  readonly product: string;
  readonly variant: string | null;
  readonly barcode: string | null;
  readonly articleType: 'PRODUCT' | 'SERVICE';
  /** Kronor. */
  readonly retailPriceIncludingVat: number;
  /** Kronor. */
  readonly costPriceExcludingVat: number;
  readonly vat: number;
  readonly stockItem: boolean;
  /** Lösvikt: balances in steps of 0.125. */
  readonly looseWeight: boolean;
  readonly webshop: boolean;
  readonly notInUse: boolean;
  readonly storageArea: string | null;
  readonly orderPoint: number | null;
  /** Balances by store number; a store left out has no row. */
  readonly stock: Readonly<Record<string, number>>;
  readonly trap: CatalogueTrap | null;
}

export interface Catalogue {
  readonly seed: number | string;
  readonly stores: readonly CatalogueStore[];
  readonly articles: readonly CatalogueArticle[];
}
