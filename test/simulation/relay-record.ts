import type { EventsAnswer, RelayEvent } from '../../shared/contract/relay.ts';

/** Whose feed something belongs to. */
export type Tenant = 'shop' | 'neighbour';

/** What went into the relay and what came out, seen from outside: judges I4 and I5. */
export interface RelayRecord {
  /** Shopify, or somebody, posted and was given 200. */
  accepted(tenant: Tenant, key: string, at: number): void;
  /** A computer asks for what comes after `after`: everything up to there is in its ledger. */
  asked(tenant: Tenant, after: number): void;
  /** An answer has reached a computer. */
  answered(tenant: Tenant, answer: EventsAnswer): void;
  /** Everything up to here may go: a gap before it is over. */
  acknowledged(through: number): void;
  /** The relay has lied, or has been set back: from here on I4 is not its promise to keep. */
  excuse(): void;
  /**
   * What somebody without the secret has said at the shop's address, and nobody else says. Ids tell nothing: a relay may put a
   * forged event's id on a true one.
   */
  readonly forged: { readonly subject: string; readonly available: number }[];
  /** A gap of the shop's has reached a ledger. */
  hasGap(): boolean;
  violations(): string[];
}

interface Feed {
  readonly accepted: Map<string, number>;
  readonly seqs: Map<string, number>;
  readonly answered: Set<string>;
  committed: number;
  /** Told by gaps that are over, and by the one that is not. */
  dropped: number;
  droppedNow: number;
  gapThrough: number;
  gapAt: number;
}

const headerOf = (event: RelayEvent, name: string): string =>
  event.headers.find(([header]) => header.toLowerCase() === name)?.[1] ?? '';

export const domains: Readonly<Record<Tenant, string>> = {
  shop: 'ovningsbutiken.myshopify.com',
  neighbour: 'grannen.myshopify.com',
};

/** Nothing has gone in or come out yet. */
export function createRelayRecord(): RelayRecord {
  const newFeed = (): Feed => ({
    accepted: new Map(),
    seqs: new Map(),
    answered: new Set(),
    committed: 0,
    dropped: 0,
    droppedNow: 0,
    gapThrough: 0,
    gapAt: Number.NEGATIVE_INFINITY,
  });
  const feeds: Record<Tenant, Feed> = { shop: newFeed(), neighbour: newFeed() };
  const strays: string[] = [];
  const forged: RelayRecord['forged'] = [];
  let isExcused = false;
  let firstGap = Number.POSITIVE_INFINITY;

  /** I4: every 200 was given for something that a ledger holds, or that a gap has told of. */
  const missing = (tenant: Tenant): string[] => {
    const { accepted, seqs, answered, committed, gapAt } = feeds[tenant];
    const dropped = feeds[tenant].dropped + feeds[tenant].droppedNow;
    const lost = [...accepted].filter(([key]) => !answered.has(key) || (seqs.get(key) ?? 0) > committed);
    const uncovered = lost.filter(([, at]) => at > gapAt);
    if (uncovered.length === 0 && lost.length <= dropped) return [];
    const some = uncovered.slice(0, 3).map(([key, at]) => `${key} at ${new Date(at).toISOString()}`);
    return [
      `I4 ${tenant}: ${lost.length} of ${accepted.size} answered 200 were never pulled, gaps tell of ${dropped} ` +
        `until ${new Date(Math.max(0, gapAt)).toISOString()}: ${some.join(', ')}`,
    ];
  };

  return {
    forged,
    hasGap: () => feeds.shop.committed >= firstGap,
    accepted: (tenant, key, at) => {
      if (!feeds[tenant].accepted.has(key)) feeds[tenant].accepted.set(key, at);
    },
    asked: (tenant, after) => {
      feeds[tenant].committed = Math.max(feeds[tenant].committed, after);
    },
    answered: (tenant, answer) => {
      const feed = feeds[tenant];
      for (const event of answer.events) {
        const key = headerOf(event, 'x-shopify-webhook-id');
        feed.answered.add(key);
        feed.seqs.set(key, event.seq);
        const domain = headerOf(event, 'x-shopify-shop-domain');
        if (domain !== domains[tenant]) strays.push(`I5 ${tenant} was handed ${key} of ${domain}`);
      }
      if (!answer.gap) return;
      feed.droppedNow = answer.gap.dropped;
      feed.gapThrough = answer.gap.through;
      if (tenant === 'shop') firstGap = Math.min(firstGap, answer.gap.through);
      feed.gapAt = Math.max(feed.gapAt, answer.gap.at);
    },
    acknowledged: (through) => {
      const feed = feeds.shop;
      if (through < feed.gapThrough) return;
      feed.dropped += feed.droppedNow;
      feed.droppedNow = 0;
    },
    excuse: () => {
      isExcused = true;
    },
    violations: () => [...strays, ...missing('neighbour'), ...(isExcused ? [] : missing('shop'))],
  };
}
