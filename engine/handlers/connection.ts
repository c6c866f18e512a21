import { readSetting } from '../ledger/settings.ts';
import { Refusal } from '../refusal.ts';
import { activate, deactivate } from '../sync/actions/activation.ts';
import {
  connectEasyCashier,
  connectShopify,
  forgetCredentials,
  heldCredentials,
} from '../sync/actions/connect.ts';
import { preflight } from '../sync/actions/preflight.ts';
import { probe } from '../sync/actions/probe.ts';
import { os } from './base.ts';
import type { Host } from './host.ts';

/** Steps 1 to 3 of the guide: both logins, the check and the cut-over, after which orders count. */
export function connectionHandlers({ sync, orders, stockOut, shopifyUrl, forgetClients }: Host) {
  const { ledger } = sync;
  return {
    connectEasyCashier: os.connection.connectEasyCashier.handler(({ input }) =>
      connectEasyCashier(sync, input, forgetClients),
    ),

    connectShopify: os.connection.connectShopify.handler(({ input }) =>
      connectShopify(sync, input, shopifyUrl, forgetClients),
    ),

    check: os.connection.check.handler(() => {
      if (readSetting(ledger, 'easycashier') === null)
        throw new Refusal('notConnected', { side: 'EasyCashier' });
      if (readSetting(ledger, 'shopify') === null) throw new Refusal('notConnected', { side: 'Shopify' });
      return preflight(sync);
    }),

    probe: os.connection.probe.handler(() => probe(sync)),

    activate: os.connection.activate.handler(({ input }) => activate(sync, orders, input.openOrders)),

    deactivate: os.connection.deactivate.handler(() => {
      const deactivatedAt = deactivate(sync);
      stockOut.kick();
      return { deactivatedAt };
    }),

    credentials: os.connection.credentials.handler(() => heldCredentials(sync)),

    openKeychain: os.connection.openKeychain.handler(async () => {
      const { secrets } = sync.ports;
      await secrets.reopen?.();
      return { isKept: (await secrets.isLasting?.()) ?? true };
    }),

    forgetCredentials: os.connection.forgetCredentials.handler(async ({ input }) => {
      await forgetCredentials(sync, input.side);
      forgetClients();
      return heldCredentials(sync);
    }),
  };
}
