import type { PracticeClock } from '../clock.ts';
import { dated } from '../dated.ts';
import { createFaults, type Faults, type Handler } from '../faults.ts';
import { deniedBy } from './access.ts';
import { createBulkOperations } from './bulk-operations.ts';
import { type Context, emptyStats, type Stats } from './context.ts';
import { createHttp, labelOf } from './http.ts';
import { createIdempotency } from './idempotency.ts';
import { createShopLife, type ShopLife } from './life.ts';
import { initialSettings, type Settings, type SettingsOptions } from './settings.ts';
import { createState, runDue } from './state.ts';
import { createThrottle } from './throttle.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { createWebhookFaults, type WebhookFaults } from './webhook-faults.ts';
import { createWebhooks, type Deliver, type Webhooks } from './webhooks.ts';

export interface PracticeShopifyOptions extends SettingsOptions {
  readonly clock: PracticeClock;
  /** Default `ovningsbutiken.myshopify.com`. */
  readonly shop?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** Static tokens, as of an older app. */
  readonly accessTokens?: readonly string[];
  /** Where bulk results are fetched; the origin of the request when absent. */
  readonly baseUrl?: string;
  /** Default true. */
  readonly recordHistory?: boolean;
  /** Default 6200000000000. */
  readonly firstOrderNumber?: bigint;
  /** Where webhooks go; none is sent when absent. */
  readonly deliver?: Deliver;
}

/** A shop in memory, served by `handle`; `life` is everything that happens in it without the API. */
export interface PracticeShopify extends ShopLife {
  readonly shop: string;
  readonly handle: Handler;
  readonly faults: Faults;
  readonly webhookFaults: WebhookFaults;
  readonly webhooks: Webhooks;
  readonly settings: Settings;
  readonly stats: Stats;
  readonly tokens: Tokens;
  /** When something is due (routing, bulk operation, webhook), in ms; undefined if nothing is. */
  nextDueAt(): number | undefined;
  /** Does what is due by the clock. Resolves when the webhooks sent have been answered or timed out. */
  runDue(): Promise<void>;
  /** The client secret from now on; webhooks are signed with it at once. */
  rotateSecret(secret: string): void;
  /** Tokens cease to work, subscriptions are gone; `app/uninstalled` goes out first. */
  uninstall(): void;
  install(): void;
}

export function createPracticeShopify(options: PracticeShopifyOptions): PracticeShopify {
  const { clock } = options;
  const clientSecret = options.clientSecret ?? 'shpss_ovning';
  const settings = initialSettings(options, clientSecret);
  const stats = emptyStats();
  const state = createState({
    clock,
    domain: options.shop ?? 'ovningsbutiken.myshopify.com',
    recordHistory: options.recordHistory ?? true,
    firstOrderNumber: options.firstOrderNumber ?? 6_200_000_000_000n,
  });
  const tokens = createTokens(clock, options.clientId ?? 'ovning', clientSecret, options.accessTokens ?? []);
  const throttle = createThrottle(clock, settings);
  const webhookFaults = createWebhookFaults();
  const webhooks = createWebhooks(state, settings, webhookFaults, options.deliver);
  state.emit = webhooks.emit;
  const faults = createFaults(clock);
  const base = {
    state,
    settings,
    stats,
    webhooks,
    idempotency: createIdempotency(clock),
    bulk: createBulkOperations(state),
  };

  let checked = { scopes: settings.scopes, denied: deniedBy(settings.scopes) };
  const contextAt = (origin: string): Context => {
    if (checked.scopes !== settings.scopes)
      checked = { scopes: settings.scopes, denied: deniedBy(settings.scopes) };
    return {
      ...base,
      denied: checked.denied,
      everything: false,
      origin: options.baseUrl ?? origin,
      remarks: [],
    };
  };

  const serve = createHttp({ settings, tokens, throttle, bulk: base.bulk, contextAt });
  const life = createShopLife(state);
  return {
    ...life,
    shop: state.domain,
    handle: dated(clock, settings, faults.wrap(serve, labelOf)),
    faults,
    webhookFaults,
    webhooks,
    settings,
    stats,
    tokens,
    nextDueAt: () => {
      const times = [state.due[0]?.at, webhooks.nextDueAt()].filter((time) => time !== undefined);
      return times.length > 0 ? Math.min(...times) : undefined;
    },
    runDue: async () => {
      runDue(state, clock.now());
      while ((await webhooks.sendDue()) > 0) runDue(state, clock.now());
    },
    rotateSecret: (secret) => {
      tokens.setSecret(secret);
      settings.webhookSecret = secret;
    },
    uninstall: () => {
      state.action += 1;
      state.emit('APP_UNINSTALLED', clock.now(), () => ({ id: 68_100_000_001, domain: state.domain }));
      webhooks.removeAll();
      tokens.revoke('all');
      tokens.setInstalled(false);
    },
    install: () => tokens.setInstalled(true),
  };
}
