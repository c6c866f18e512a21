import type { WebhooksView } from '../../../shared/contract/webhooks.ts';
import { type Arrived, readState, writeState } from '../../ledger/engine-state.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { readSetting } from '../../ledger/settings.ts';
import { Refusal } from '../../refusal.ts';
import { pair } from '../../relay/client.ts';
import { pairingTokens } from '../../relay/tokens.ts';
import { signingSecrets } from '../relay/feed.ts';
import { finishLeaving, keepToLeave } from '../relay/leave.ts';
import { areOrdersTold, ensureWebhooks, removeWebhooks } from '../relay/webhooks.ts';
import { requireSafeAddress } from '../runtime/addresses.ts';
import type { Sync } from '../runtime/context.ts';
import { releaseLease, requireWriter } from '../runtime/lease.ts';

type Topics = WebhooksView['topics'];

/** What the host knows of this computer. */
interface Computer {
  readonly computerName: string;
  readonly forgetClients: () => void;
}

/**
 * Pairs with the relay where a code is given, and makes Shopify tell it everything. Returns how each topic stands.
 * @throws Refusal `notConnected`, `noApiSecret`, `noRelay`, `badSetting`, or as the clients do
 */
export async function createWebhooks(
  sync: Sync,
  computer: Computer,
  wanted: { readonly relayUrl?: string | undefined; readonly pairingCode?: string | undefined },
): Promise<Topics> {
  const { ledger, ports } = sync;
  if (readSetting(ledger, 'shopify') === null) throw new Refusal('notConnected', { side: 'Shopify' });
  if ((await signingSecrets(ports)).length === 0) throw new Refusal('noApiSecret');
  const held = readState(ledger, 'relay');
  const url = wanted.relayUrl ?? held?.url;
  if (url === undefined) throw new Refusal('noRelay');
  requireSafeAddress(url, 'RELAY_URL');
  // A code that was used stays good for this computer: asking again never harms.
  if (wanted.pairingCode !== undefined) await pairWith(sync, computer, url, wanted.pairingCode);
  else if (held?.url !== url) throw new Refusal('noRelay');
  // Also where another computer writes: once this one does, its guard turns Shopify here.
  writeState(ledger, 'webhooksWanted', true);
  await requireWriter(sync);
  const { topics, mended } = await ensureWebhooks(sync);
  ledger.transaction(() => {
    writeLog(ledger, {
      at: ports.clock.now(),
      event: 'webhooksCreated',
      cause: 'settings',
      result: areOrdersTold(topics) ? 'ok' : 'waiting',
      args: { created: mended, refused: topics.filter((one) => one.state !== 'ok').length },
      by: ports.actor,
    });
  });
  return topics;
}

async function pairWith(sync: Sync, computer: Computer, url: string, code: string): Promise<void> {
  const { ledger, ports } = sync;
  // Of two pairings with one relay the old one goes first: its end would be the new one's.
  await finishLeaving(sync, url);
  const instanceId = readState(ledger, 'instanceId') ?? ports.random.uuid();
  writeState(ledger, 'instanceId', instanceId);
  const tokens = pairingTokens(code, instanceId);
  const { tenantId } = await pair(ports, { url, instanceId, name: computer.computerName }, code, tokens);
  ports.milestone('relay:paired');
  await ports.secrets.set('relay.ingestToken', tokens.ingestToken);
  await ports.secrets.set('relay.deviceToken', tokens.deviceToken);
  const held = readState(ledger, 'relay');
  ledger.transaction(() => {
    writeState(ledger, 'relay', { url, tenantId });
    const arrived = readState(ledger, 'arrived');
    if (arrived !== null)
      writeState(ledger, 'arrived', arrived.isKnown ? null : { ...arrived, tenantId: null, epoch: null });
    if (held?.tenantId === tenantId) return;
    // Another feed counts from the start, and who writes is told anew.
    writeState(ledger, 'relayCursor', 0);
    writeState(ledger, 'relayNumbers', { store: null, acknowledged: 0 });
    writeState(ledger, 'leaseEpoch', turnAfter(arrived, tenantId));
    writeState(ledger, 'otherWriter', null);
    // A ledger that did not write last has its orders to ask about, whoever the relay is.
    if (readState(ledger, 'newLife') !== null) return;
    writeState(ledger, 'takeOverUntil', null);
    sync.lease.handOverUntil = null;
  });
  computer.forgetClients();
}

/** The turn that comes next after the one this ledger was handed over in: whoever has a later one knows that another wrote in between. */
function turnAfter(arrived: Arrived | null, tenantId: string): number | null {
  return arrived?.tenantId === tenantId && arrived.epoch !== null ? arrived.epoch + 1 : null;
}

/**
 * Takes our subscriptions back, gives the lease away, forgets the relay and has it forget us. Returns how many subscriptions there were, and
 * whether the relay has erased what it kept; else it is asked again and again.
 */
export async function deleteWebhooks(
  sync: Sync,
  { forgetClients }: Computer,
): Promise<{ deleted: number; erased: boolean }> {
  const { ledger, ports } = sync;
  if (readSetting(ledger, 'shopify') === null) throw new Refusal('notConnected', { side: 'Shopify' });
  await requireWriter(sync);
  const deleted = await removeWebhooks(sync);
  await releaseLease(sync);
  await keepToLeave(sync);
  ledger.transaction(() => {
    const url = readState(ledger, 'relay')?.url;
    if (url !== undefined)
      writeState(ledger, 'relayLeft', [...new Set([...readState(ledger, 'relayLeft'), url])]);
    writeState(ledger, 'webhooksWanted', false);
    writeState(ledger, 'webhooksOk', false);
    writeState(ledger, 'relay', null);
    writeLog(ledger, {
      at: ports.clock.now(),
      event: 'webhooksDeleted',
      cause: 'settings',
      result: 'ok',
      args: { deleted },
      by: ports.actor,
    });
  });
  await ports.secrets.delete('relay.ingestToken');
  await ports.secrets.delete('relay.deviceToken');
  forgetClients();
  await finishLeaving(sync).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
  });
  return { deleted, erased: readState(ledger, 'relayLeft').length === 0 };
}

/** New tokens for this computer; the old ones end once Shopify posts to the new address. */
export async function rotateTokens(sync: Sync): Promise<Topics> {
  const { ledger, ports } = sync;
  if (readState(ledger, 'relay') === null) throw new Refusal('noRelay');
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
  return topics;
}
