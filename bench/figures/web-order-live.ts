import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { bookingSeconds } from '../../demo/speed.ts';
import { openEngineHere } from '../../host/engine-here.ts';
import { openPracticeSession } from '../../host/practice/practice-session.ts';
import { pairs } from '../../practice/comparison.ts';
import { createPracticeRandom } from '../../practice/random.ts';
import { epochMs } from '../../shared/words/time.ts';
import { connectAll, syncAll } from '../../test/programs/shops.ts';
import { type Conditions, count, type Figure, quantile, type Row, seconds } from '../figure.ts';

/** Real time, so it is shown and judged by nobody; `web-orders.ts` is the same in virtual time, with a gate. */
export const webOrderLive: Figure = {
  name: 'web-order-live',
  measure: async ({ seed, scale }: Conditions): Promise<Row[]> => {
    const session = await openPracticeSession({ seed, articles: 100, stores: 2, traps: false });
    const dataDir = mkdtempSync(join(tmpdir(), 'bench-web-order-'));
    // Orders are polled for once an hour: what is booked sooner, a webhook has told of.
    const engine = await openEngineHere(dataDir, {
      ...session.variables,
      BACKOFFICE_SECRETS: 'env',
      BACKOFFICE_POLL_SECONDS: '3600',
    });
    const { client } = engine;
    const stopping = new AbortController();
    const { practice } = session.shops;
    const random = createPracticeRandom(seed);
    try {
      await connectAll(client, session.shops);
      const { activatedAt } = await client.connection.activate({});
      await syncAll(client);
      await client.webhooks.create({
        relayUrl: session.relay.url,
        pairingCode: session.relay.pairingCode,
      });
      const running = engine.run(stopping.signal);
      await delay(Math.max(0, epochMs(activatedAt) - Date.now()) + 3_000);
      const since = Date.now();
      const wares = pairs(practice);
      const orders = scale === 'full' ? 60 : 30;
      for (let n = 0; n < orders; n += 1) {
        const { inventoryItemId } = random.pick(wares);
        practice.shopify.placeOrder({ lines: [{ inventoryItemId, quantity: 1 }], routingDelayMs: 0 });
        // One a second is what a Standard shop's points read at the same pace: about 70 an order.
        await delay(random.integer(700, 1_300));
      }
      await delay(3_000);
      const waits = bookingSeconds(practice, since).map((wait) => wait * 1_000);
      stopping.abort();
      await running;
      return [
        {
          what: 'web order → booked in EasyCashier, through a real relay process on loopback, real time',
          value: `p50 ${seconds(quantile(waits, 0.5))}, p99 ${seconds(quantile(waits, 0.99))}, ${count(waits.length)} of ${count(orders)} orders`,
          goal: 'p99 < 1,00 s',
          isMet: null,
        },
      ];
    } finally {
      stopping.abort();
      await engine.close();
      await session.close();
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};
