import type { WebhooksView } from '../../../shared/contract/webhooks.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { Refusal } from '../../refusal.ts';
import { ingestAddress } from '../../relay/client.ts';
import { readTokens } from '../../relay/tokens.ts';
import { API_VERSION } from '../../shopify/client.ts';
import {
  orderTopics,
  readSubscriptions,
  redirect,
  type Subscription,
  subscribe,
  unsubscribe,
  type WantedSubscription,
  wantedSubscriptions,
} from '../../shopify/webhooks.ts';
import type { Sync } from '../runtime/context.ts';

type TopicView = WebhooksView['topics'][number];

/** How one topic stands; `mend` says what would help. */
interface Standing {
  readonly wanted: WantedSubscription;
  readonly view: TopicView;
  /** Ours, or one of an earlier pairing that can be given our address. */
  readonly held: Subscription | null;
  /** More of the same from earlier pairings. */
  readonly stale: readonly Subscription[];
}

/** Addresses of this program, whichever relay and computer they were made for. */
const isOurKind = (uri: string) => /\/in\/[A-Za-z0-9_-]{43}$/.test(uri);

/** @throws Refusal `noRelay` */
async function ownAddress(sync: Sync): Promise<string> {
  const relay = readState(sync.ledger, 'relay');
  const tokens = await readTokens(sync.ports.secrets, readState(sync.ledger, 'instanceId'));
  if (!relay) throw new Refusal('noRelay');
  if (!tokens) throw new Refusal('relayRefusedToken', { address: new URL(relay.url).host });
  return ingestAddress(relay.url, tokens);
}

function stand(wanted: WantedSubscription, all: readonly Subscription[], uri: string): Standing {
  const view = (state: TopicView['state'], detail: string | null = null): TopicView => ({
    topic: wanted.topic,
    state,
    detail,
  });
  const ofTopic = all.filter((one) => one.topic === wanted.topic);
  const own = ofTopic.find((one) => one.uri === uri);
  const others = ofTopic.filter((one) => one !== own && isOurKind(one.uri));
  if (!own) {
    const [held = null, ...stale] = others;
    return { wanted, view: view(held ? 'elsewhere' : 'missing'), held, stale };
  }
  const hasFields = wanted.includeFields.every((field) => own.includeFields.includes(field));
  const isMinimal = own.includeFields.length === wanted.includeFields.length;
  if (!hasFields || !isMinimal) return { wanted, view: view('missing'), held: own, stale: others };
  const state = own.apiVersion === API_VERSION ? 'ok' : 'otherVersion';
  return { wanted, view: view(state, state === 'ok' ? null : own.apiVersion), held: own, stale: others };
}

const isMended = ({ view, stale }: Standing) =>
  (view.state === 'ok' || view.state === 'otherVersion') && stale.length === 0;

/** How every topic stands in Shopify now. */
export async function readTopics(sync: Sync): Promise<TopicView[]> {
  const uri = await ownAddress(sync);
  const all = await readSubscriptions(sync.shopify());
  return wantedSubscriptions.map((wanted) => stand(wanted, all, uri).view);
}

/**
 * Makes Shopify tell us everything: creates what is missing, gives what points elsewhere our address, removes what an earlier
 * pairing left behind. What it refuses is told by topic, and polling goes on for it.
 */
export async function ensureWebhooks(sync: Sync): Promise<{ topics: TopicView[]; mended: number }> {
  const uri = await ownAddress(sync);
  const all = await readSubscriptions(sync.shopify());
  const topics: TopicView[] = [];
  let mended = 0;
  for (const wanted of wantedSubscriptions) {
    const standing = stand(wanted, all, uri);
    if (isMended(standing)) {
      topics.push(standing.view);
      continue;
    }
    const refused = await mend(sync, standing, uri);
    if (refused === null) mended += 1;
    topics.push(
      refused === null
        ? { topic: wanted.topic, state: 'ok', detail: null }
        : { topic: wanted.topic, state: refusalState(refused), detail: withoutToken(refused).slice(0, 300) },
    );
  }
  sync.ports.milestone('webhooks:ensured');
  sync.lease.webhooksCheckedAt = sync.ports.monotonic.now();
  writeState(sync.ledger, 'webhooksOk', areOrdersTold(topics));
  return { topics, mended };
}

async function mend(
  sync: Sync,
  { wanted, view, held, stale }: Standing,
  uri: string,
): Promise<string | null> {
  const client = sync.shopify();
  for (const one of stale) await unsubscribe(client, one.id);
  if (view.state === 'ok' || view.state === 'otherVersion') return null;
  return held ? redirect(client, held.id, wanted, uri) : subscribe(client, wanted, uri);
}

/** Shopify may repeat the address it was given, and the address is a secret. */
const withoutToken = (message: string) => message.replaceAll(/\/in\/[A-Za-z0-9_-]{43}/g, '/in/…');

function refusalState(message: string): TopicView['state'] {
  return /protected customer data/i.test(message) ? 'protectedData' : 'refused';
}

/** True when orders reach us without polling. */
export function areOrdersTold(topics: readonly TopicView[]): boolean {
  return orderTopics.every((topic) =>
    topics.some((one) => one.topic === topic && (one.state === 'ok' || one.state === 'otherVersion')),
  );
}

/**
 * The hourly look: what Shopify has deleted, or what points elsewhere, is mended, said in the log, and what may have been missed
 * is caught up with.
 */
export async function guardWebhooks(sync: Sync): Promise<void> {
  const { topics, mended } = await ensureWebhooks(sync);
  if (mended === 0) return;
  const { ledger, ports } = sync;
  ledger.transaction(() => {
    writeState(ledger, 'catchUpWanted', true);
    writeLog(ledger, {
      at: ports.clock.now(),
      event: 'webhooksRepaired',
      cause: 'system',
      result: areOrdersTold(topics) ? 'ok' : 'waiting',
      args: { mended },
    });
  });
  sync.signals.hints.notify();
}

/** Subscriptions that another computer of this shop, or an earlier pairing of this one, has made. */
export async function countForeignWebhooks(sync: Sync): Promise<number> {
  const own = readState(sync.ledger, 'relay') === null ? null : await ownAddress(sync);
  const all = await readSubscriptions(sync.shopify());
  return all.filter((one) => isOurKind(one.uri) && one.uri !== own).length;
}

/** Removes our subscriptions, also those of earlier pairings. Returns how many. */
export async function removeWebhooks(sync: Sync): Promise<number> {
  const topics = new Set(wantedSubscriptions.map((wanted) => wanted.topic));
  const ours = (await readSubscriptions(sync.shopify())).filter(
    (one) => topics.has(one.topic) && isOurKind(one.uri),
  );
  for (const one of ours) await unsubscribe(sync.shopify(), one.id);
  return ours.length;
}
