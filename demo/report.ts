/** The demo as data, for `--json` and for the closing tables. */
import type { Comparison, Disagreement } from '../practice/comparison.ts';
import type { Practice } from '../practice/shops.ts';
import { type Speed, speedOf } from './speed.ts';
import { type AnswerTally, noStoreTally, type StoreTally, type Tally, type WebhookTally } from './tally.ts';

export interface DemoReport {
  readonly ok: boolean;
  readonly seconds: number;
  readonly articles: number;
  readonly cells: number;
  readonly equal: number;
  readonly stores: readonly (StoreTally & Comparison['stores'][number])[];
  readonly total: StoreTally;
  readonly effects: number;
  readonly bookedOnce: number;
  readonly webhooks: WebhookReport;
  readonly faults: readonly string[];
  /** What the owner answered, and what the program did before it could know: see `Tally`. */
  readonly answers: AnswerTally;
  readonly premature: Tally['premature'];
  readonly sync: { readonly seconds: number; readonly done: number };
  readonly usage: {
    readonly easycashierCalls: number;
    readonly shopifyCalls: number;
    readonly shopifyPoints: number;
    readonly shopifyThrottled: number;
    readonly quantitiesWritten: number;
    readonly quantityCalls: number;
  };
  /** What the program itself says; the verdict does not rest on it. */
  readonly program: { readonly isQuiet: boolean; readonly differences: number };
  readonly disagreements: readonly Disagreement[];
}

interface WebhookReport extends WebhookTally {
  /** Deliveries the practice Shopify tried, and those the relay answered with 200. */
  readonly sent: number;
  readonly received: number;
  /** Different ones that the program fetched from the relay. */
  readonly pulled: number;
  /** From web order to booking in EasyCashier, over every effect of the orders; null when there was none. */
  readonly medianSeconds: number | null;
  readonly slowestSeconds: number | null;
  /** The same for the orders that were timed one by one, while nothing went wrong and the program itself seldom looked. */
  readonly timed: Speed;
}

interface Findings {
  readonly practice: Practice;
  readonly comparison: Comparison;
  readonly tally: Tally;
  readonly timed: Speed;
  readonly bookingSeconds: readonly number[];
  readonly pulled: number;
  readonly seconds: number;
  readonly sync: DemoReport['sync'];
  readonly program: DemoReport['program'];
}

export function makeReport({ practice, comparison, tally, timed, ...rest }: Findings): DemoReport {
  const sum = (what: 'cells' | 'equal' | 'effects' | 'bookedOnce') =>
    comparison.stores.reduce((total, store) => total + store[what], 0);
  const { easycashier, shopify } = practice;
  const { webhooks } = shopify;
  const speed = speedOf(rest.bookingSeconds);
  return {
    ok:
      comparison.disagreements.length === 0 &&
      sum('cells') > 0 &&
      rest.program.isQuiet &&
      !isPremature(tally),
    seconds: Math.round(rest.seconds * 10) / 10,
    articles: comparison.articles,
    cells: sum('cells'),
    equal: sum('equal'),
    stores: comparison.stores.map((store) => ({
      ...store,
      ...(tally.stores.get(store.storeNumber) ?? noStoreTally()),
    })),
    total: tally.total,
    effects: sum('effects'),
    bookedOnce: sum('bookedOnce'),
    webhooks: {
      sent: webhooks.stats.sent,
      received: webhooks.stats.sent - webhooks.stats.failed,
      pulled: rest.pulled,
      ...tally.webhooks,
      medianSeconds: speed?.medianSeconds ?? null,
      slowestSeconds: speed?.slowestSeconds ?? null,
      timed,
    },
    faults: tally.faults,
    answers: tally.answers,
    premature: tally.premature,
    sync: rest.sync,
    usage: {
      easycashierCalls: easycashier.stats.requests,
      shopifyCalls: shopify.stats.requests,
      shopifyPoints: Math.round(shopify.stats.pointsUsed),
      shopifyThrottled: shopify.stats.throttled,
      quantitiesWritten: shopify.stats.quantitiesWritten,
      quantityCalls: shopify.stats.byOperation.get('SetQuantities') ?? 0,
    },
    program: rest.program,
    disagreements: comparison.disagreements,
  };
}

const isPremature = ({ premature: { offered, written } }: Tally) => offered + written > 0;
