/** A window that nothing is connected to yet, and the shop that somebody will connect: its systems are this test's. */
import { openPracticeWorld, type PracticeWorld } from '../../host/practice/practice-world.ts';
import type { StartPracticeOptions } from '../../practice/practice.ts';
import type { Variables } from '../programs/program.ts';
import type { EasyCashierLogin } from './guide-steps.ts';
import { type Served, serveWindow } from './served.ts';

export interface OwnShop {
  readonly served: Served;
  readonly world: PracticeWorld;
  /** What its owner would type. */
  readonly login: EasyCashierLogin;
  end(): Promise<void>;
}

/** Shopify's address is the only thing that nobody types: of a real shop it follows from the name. */
export async function openOwnShop(
  options: StartPracticeOptions,
  variables: Variables = {},
): Promise<OwnShop> {
  const world = await openPracticeWorld(options);
  const served = await serveWindow({
    SHOPIFY_URL: world.shops.urls.shopify,
    BACKOFFICE_POLL_SECONDS: '0.5',
    BACKOFFICE_SETTLE_SECONDS: '1',
    ...variables,
  });
  const { credentials, urls } = world.shops;
  return {
    served,
    world,
    login: { url: urls.easycashier, ...credentials.easycashier },
    end: async () => {
      await served.end();
      await world.close();
    },
  };
}
