/** A window that nothing is connected to yet, and the shop that somebody will connect: its systems are this test's. */
import { openPracticeSession, type PracticeSession } from '../../host/practice/practice-session.ts';
import type { StartPracticeOptions } from '../../practice/practice.ts';
import type { Variables } from '../programs/program.ts';
import type { EasyCashierLogin } from './guide-steps.ts';
import { type Served, serveWindow } from './served.ts';

export interface OwnShop {
  readonly served: Served;
  readonly session: PracticeSession;
  /** What its owner would type. */
  readonly login: EasyCashierLogin;
  end(): Promise<void>;
}

/** Shopify's address is the only thing that nobody types: of a real shop it follows from the name. */
export async function openOwnShop(
  options: StartPracticeOptions,
  variables: Variables = {},
): Promise<OwnShop> {
  const session = await openPracticeSession(options);
  const served = await serveWindow({
    SHOPIFY_URL: session.shops.urls.shopify,
    BACKOFFICE_POLL_SECONDS: '0.5',
    BACKOFFICE_SETTLE_SECONDS: '1',
    ...variables,
  });
  const { credentials, urls } = session.shops;
  return {
    served,
    session,
    login: { url: urls.easycashier, ...credentials.easycashier },
    end: async () => {
      await served.end();
      await session.close();
    },
  };
}
