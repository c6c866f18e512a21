import type { PracticeShopify } from '../../practice/shopify/shop.ts';
import type { Scheduler } from './scheduler.ts';

/** Sends the practice Shopify's webhooks when they are due. To be told whenever something may have become due. */
export function createPump(scheduler: Scheduler, shopify: () => PracticeShopify): () => void {
  let alarm: { readonly at: number; readonly off: AbortController } | null = null;
  const kick = () => {
    const at = shopify().nextDueAt();
    if (at === undefined || (alarm && alarm.at <= at)) return;
    alarm?.off.abort();
    const own = { at, off: new AbortController() };
    alarm = own;
    void scheduler.clock.sleep(Math.max(0, at - scheduler.now()), own.off.signal).then(() => {
      if (alarm !== own) return;
      alarm = null;
      // A receiver that takes its time holds up no other webhook.
      void shopify().runDue().then(kick);
      kick();
    });
  };
  return kick;
}
