import type { WebhooksView } from '../../shared/contract/webhooks.ts';
import { writeLog } from '../ledger/log-lines.ts';
import { readSetting, writeSetting } from '../ledger/settings.ts';
import { Refusal } from '../refusal.ts';
import { pair } from '../relay/client.ts';
import { pairingTokens } from '../relay/tokens.ts';
import { signingSecrets } from '../sync/relay/feed.ts';
import { releaseLease, requireWriter, takeOver } from '../sync/relay/lease.ts';
import { areOrdersTold, ensureWebhooks, readTopics, removeWebhooks } from '../sync/relay/webhooks.ts';
import { whyReadOnly } from '../sync/runtime/lease-state.ts';
import { requireSafeAddress } from './addresses.ts';
import { os } from './base.ts';
import type { Host } from './host.ts';

/** Step 4 of the guide: the relay, and what Shopify is asked to tell it. */
export function webhookHandlers({ sync, computerName, forgetClients }: Host) {
  const { ledger, ports } = sync;

  const pairWith = async (url: string, code: string) => {
    const instanceId = readSetting(ledger, 'instanceId') ?? ports.random.uuid();
    writeSetting(ledger, 'instanceId', instanceId);
    const tokens = pairingTokens(code, instanceId);
    const { tenantId } = await pair(ports, { url, instanceId, name: computerName }, code, tokens);
    ports.milestone('relay:paired');
    await ports.secrets.set('relay.ingestToken', tokens.ingestToken);
    await ports.secrets.set('relay.deviceToken', tokens.deviceToken);
    const held = readSetting(ledger, 'relay');
    ledger.transaction(() => {
      writeSetting(ledger, 'relay', { url, tenantId });
      if (held?.tenantId === tenantId) return;
      // Another feed counts from the start, and who writes is told anew.
      writeSetting(ledger, 'relayCursor', 0);
      writeSetting(ledger, 'leaseEpoch', null);
      writeSetting(ledger, 'otherWriter', null);
      writeSetting(ledger, 'takeOverUntil', null);
    });
    forgetClients();
  };

  const view = async (given?: WebhooksView['topics']): Promise<WebhooksView> => {
    const held = readSetting(ledger, 'relay');
    const tenant = held ? await lookAtRelay() : null;
    const topics = given ?? (held && readSetting(ledger, 'shopify') ? await readTopics(sync) : []);
    const other = readSetting(ledger, 'otherWriter');
    return {
      relay: held && {
        host: new URL(held.url).host,
        reachable: tenant !== null,
        waiting: tenant?.waiting ?? null,
        lastReceivedAt: tenant?.lastReceivedAt ?? null,
      },
      writer: {
        isThisComputer: other === null,
        computer: other?.name ?? null,
        since: other?.since ?? null,
        from: readSetting(ledger, 'takeOverUntil'),
      },
      topics,
      ok: tenant !== null && areOrdersTold(topics),
    };
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
    create: os.webhooks.create.handler(async ({ input }) => {
      if (readSetting(ledger, 'shopify') === null) throw new Refusal('notConnected', { side: 'Shopify' });
      if ((await signingSecrets(ports)).length === 0) throw new Refusal('noApiSecret');
      const held = readSetting(ledger, 'relay');
      const url = input.relayUrl ?? held?.url;
      if (url === undefined) throw new Refusal('noRelay');
      requireSafeAddress(url, 'RELAY_URL');
      // A code that was used stays good for this computer: asking again never harms.
      if (input.pairingCode !== undefined) await pairWith(url, input.pairingCode);
      else if (held?.url !== url) throw new Refusal('noRelay');
      // Also where another computer writes: once this one does, its guard turns Shopify here.
      writeSetting(ledger, 'webhooksWanted', true);
      await requireWriter(sync);
      const { topics, mended } = await ensureWebhooks(sync);
      ledger.transaction(() => {
        writeLog(ledger, {
          at: ports.clock.now(),
          event: 'webhooksCreated',
          cause: 'settings',
          result: areOrdersTold(topics) ? 'ok' : 'waiting',
          args: { created: mended, refused: topics.filter((one) => one.state !== 'ok').length },
        });
      });
      return view(topics);
    }),

    status: os.webhooks.status.handler(() => view()),

    delete: os.webhooks.delete.handler(async () => {
      if (readSetting(ledger, 'shopify') === null) throw new Refusal('notConnected', { side: 'Shopify' });
      await requireWriter(sync);
      const deleted = await removeWebhooks(sync);
      await releaseLease(sync);
      ledger.transaction(() => {
        writeSetting(ledger, 'webhooksWanted', false);
        writeSetting(ledger, 'webhooksOk', false);
        writeSetting(ledger, 'webhooksCheckedAt', null);
        writeSetting(ledger, 'relay', null);
        writeLog(ledger, {
          at: ports.clock.now(),
          event: 'webhooksDeleted',
          cause: 'settings',
          result: 'ok',
          args: { deleted },
        });
      });
      await ports.secrets.delete('relay.ingestToken');
      await ports.secrets.delete('relay.deviceToken');
      forgetClients();
      return { deleted };
    }),

    rotate: os.webhooks.rotate.handler(async () => {
      if (readSetting(ledger, 'relay') === null) throw new Refusal('noRelay');
      // Where tokens are made from a code in the environment, a new code is how to change them.
      if ((await ports.secrets.get('relay.pairingCode')) !== null) {
        throw new Refusal('badSetting', { name: 'RELAY_PAIRING_CODE', why: 'tokensFromCode' });
      }
      await requireWriter(sync);
      await ports.secrets.set('relay.deviceToken', await sync.relay().rotate('device'));
      await ports.secrets.set('relay.ingestToken', await sync.relay().rotate('ingest'));
      ports.milestone('relay:rotated');
      // Only when Shopify posts to the new address may the old one cease to be one.
      const { topics } = await ensureWebhooks(sync);
      if (areOrdersTold(topics)) await sync.relay().dropPrevious('ingest');
      await sync.relay().dropPrevious('device');
      return view(topics);
    }),

    takeOver: os.webhooks.takeOver.handler(async () => {
      const refusal = whyReadOnly(sync);
      if (readSetting(ledger, 'relay') === null) throw new Refusal('noRelay');
      if (refusal !== null && readSetting(ledger, 'takeOverUntil') === null) await takeOver(sync);
      return view();
    }),
  };
}
