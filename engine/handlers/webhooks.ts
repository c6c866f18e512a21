import type { WebhooksView } from '../../shared/contract/webhooks.ts';
import { ourTime } from '../../shared/words/time.ts';
import { readState } from '../ledger/engine-state.ts';
import { readSetting } from '../ledger/settings.ts';
import { Refusal } from '../refusal.ts';
import { createWebhooks, deleteWebhooks, rotateTokens } from '../sync/actions/pairing.ts';
import { takeOver } from '../sync/relay/take-over.ts';
import { areOrdersTold, readTopics } from '../sync/relay/webhooks.ts';
import { whyReadOnly } from '../sync/runtime/lease-state.ts';
import { os } from './base.ts';
import type { Host } from './host.ts';

/** Step 4 of the guide: the relay, and what Shopify is asked to tell it. */
export function webhookHandlers({ sync, ...computer }: Host) {
  const { ledger } = sync;

  const view = async (given?: WebhooksView['topics']): Promise<WebhooksView> => {
    const held = readState(ledger, 'relay');
    const tenant = held ? await lookAtRelay() : null;
    const topics = given ?? (held && readSetting(ledger, 'shopify') ? await readTopics(sync) : []);
    const other = readState(ledger, 'otherWriter');
    return {
      relay: held && {
        host: new URL(held.url).host,
        reachable: tenant !== null,
        waiting: tenant?.waiting ?? null,
        lastReceivedAt: tenant?.lastReceivedAt == null ? null : ourTime(tenant.lastReceivedAt),
      },
      leaving: leavingHost(),
      writer: {
        isThisComputer: other === null,
        computer: other?.name ?? null,
        since: other?.since ?? null,
        from: readState(ledger, 'takeOverUntil'),
      },
      topics,
      ok: tenant !== null && areOrdersTold(topics),
    };
  };

  const leavingHost = () => {
    const hosts = readState(ledger, 'relayLeft').map((url) => new URL(url).host);
    return hosts.length === 0 ? null : hosts.join(', ');
  };

  /** Null: no answer, for whatever reason; `status` tells that, it does not fail for it. */
  const lookAtRelay = async () => {
    try {
      return await sync.relay().tenant();
    } catch (error) {
      if (error instanceof Refusal && error.code === 'relayUnreachable') return null;
      throw error;
    }
  };

  return {
    create: os.webhooks.create.handler(async ({ input }) =>
      view(await createWebhooks(sync, computer, input)),
    ),

    status: os.webhooks.status.handler(() => view()),

    delete: os.webhooks.delete.handler(() => deleteWebhooks(sync, computer)),

    rotate: os.webhooks.rotate.handler(async () => view(await rotateTokens(sync))),

    takeOver: os.webhooks.takeOver.handler(async () => {
      const refusal = whyReadOnly(sync);
      if (readState(ledger, 'relay') === null) throw new Refusal('noRelay');
      if (refusal?.code === 'movedAway') throw refusal;
      if (refusal !== null && readState(ledger, 'takeOverUntil') === null) await takeOver(sync);
      return view();
    }),
  };
}
