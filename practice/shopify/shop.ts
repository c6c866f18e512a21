import type { PracticeClock } from '../clock.ts';
import { dated } from '../dated.ts';
import { createFaults, type Faults, type Handler } from '../faults.ts';
import { deniedBy } from './access.ts';
import { type AdminCall, runAdminCall } from './admin-api.ts';
import { createBulkOperations } from './bulk-operations.ts';
import type { Context, Stats } from './context.ts';
import { createIdempotency } from './idempotency.ts';
import { createShopLife, type ShopLife } from './life.ts';
import type { Settings } from './settings.ts';
import { createState, settle } from './state.ts';
import { createThrottle } from './throttle.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { createWebhookFaults, type WebhookFaults } from './webhook-faults.ts';
import { createWebhooks, type Deliver, type Webhooks } from './webhooks.ts';

export interface PracticeShopifyOptions {
  readonly clock: PracticeClock;
  /** Default `ovningsbutiken.myshopify.com`. */
  readonly shop?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** Static tokens, as of an older app. */
  readonly accessTokens?: readonly string[];
  /** Default the vendor guide's five. */
  readonly scopes?: readonly string[];
  /** Points; Standard is 2,000 and 100 a second. */
  readonly bucketSize?: number;
  readonly restoreRate?: number;
  readonly searchLagMs?: number;
  readonly bulkDurationMs?: number;
  readonly badRows?: 'all' | 'first';
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

const guideScopes = [
  'read_inventory',
  'write_inventory',
  'read_orders',
  'read_locations',
  'read_merchant_managed_fulfillment_orders',
];

/** On 2026-11-23: oldest 2026-01, latest 2026-10, then the release candidate [D]. */
const apiVersions = [
  { handle: '2026-01', supported: true },
  { handle: '2026-04', supported: true },
  { handle: '2026-07', supported: true },
  { handle: '2026-10', supported: true },
  { handle: '2027-01', supported: false },
  { handle: 'unstable', supported: false },
];

export function createPracticeShopify(options: PracticeShopifyOptions): PracticeShopify {
  const { clock } = options;
  const clientSecret = options.clientSecret ?? 'shpss_ovning';
  const settings: Settings = {
    scopes: options.scopes ?? guideScopes,
    apiVersions,
    plan: 'Grow',
    bucketSize: options.bucketSize ?? 2_000,
    restoreRate: options.restoreRate ?? 100,
    searchLagMs: options.searchLagMs ?? 0,
    bulkDurationMs: options.bulkDurationMs ?? 300,
    webhookApiVersion: '2026-10',
    webhookSecret: clientSecret,
    protectedData: true,
    badRows: options.badRows ?? 'all',
  };
  const stats: Stats = {
    requests: 0,
    mutations: 0,
    pointsUsed: 0,
    throttled: 0,
    quantitiesWritten: 0,
    byOperation: new Map(),
  };
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
  const context = (origin: string): Context => {
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

  const serve: Handler = async (request) => {
    const url = new URL(request.url);
    const bulkNumber = /^\/bulk\/(\d+)\.jsonl$/.exec(url.pathname)?.[1];
    if (bulkNumber !== undefined && request.method === 'GET') {
      const result = base.bulk.result(bulkNumber);
      return result === undefined
        ? new Response('Not Found', { status: 404 })
        : new Response(result, { headers: { 'Content-Type': 'application/jsonl' } });
    }
    if (request.method !== 'POST') return new Response('Not Found', { status: 404 });
    if (url.pathname === '/admin/oauth/access_token')
      return tokens.grant(await form(request), settings.scopes);
    const asked = /^\/admin\/api\/([^/]+)\/graphql\.json$/.exec(url.pathname)?.[1];
    if (asked === undefined) return Response.json({ errors: 'Not Found' }, { status: 404 });
    const headers = { 'X-Shopify-API-Version': answering(settings, asked) };
    if (!tokens.isValid(request.headers.get('X-Shopify-Access-Token')))
      return Response.json(
        { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' },
        { status: 401, headers },
      );
    const call = await readCall(request);
    if (!call)
      return Response.json(
        { errors: { query: 'Required parameter missing or invalid' } },
        { status: 400, headers },
      );
    return Response.json(runAdminCall(context(url.origin), throttle, call), { headers });
  };

  const life = createShopLife(state);
  return {
    ...life,
    shop: state.domain,
    handle: dated(clock, faults.wrap(serve, labelOf)),
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
      settle(state, clock.now());
      while ((await webhooks.sendDue()) > 0) settle(state, clock.now());
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

/** A version that is not served falls forward to the oldest supported one [D]. */
const answering = ({ apiVersions: versions }: Settings, asked: string) =>
  versions.find(({ handle }) => handle === asked)?.handle ??
  versions.find(({ supported }) => supported)?.handle ??
  asked;

/** For faults' `match`: the operation's name, else the path. */
async function labelOf(request: Request): Promise<string> {
  const { pathname } = new URL(request.url);
  if (!pathname.endsWith('/graphql.json')) return pathname;
  const call = await readCall(request);
  return call?.operationName ?? /\b(?:query|mutation)\s+(\w+)/.exec(call?.query ?? '')?.[1] ?? pathname;
}

async function form(request: Request): Promise<Readonly<Record<string, unknown>>> {
  const text = await request.text();
  if (!request.headers.get('Content-Type')?.includes('json'))
    return Object.fromEntries(new URLSearchParams(text));
  return asRecord(parsed(text)) ?? {};
}

async function readCall(request: Request): Promise<AdminCall | undefined> {
  const body = asRecord(parsed(await request.text()));
  if (typeof body?.query !== 'string') return undefined;
  return {
    query: body.query,
    operationName: typeof body.operationName === 'string' ? body.operationName : undefined,
    variables: asRecord(body.variables) ?? {},
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
