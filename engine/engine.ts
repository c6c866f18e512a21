import { join } from 'node:path';
import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import type { Contract } from '../shared/contract/contract.ts';
import type { Progress } from '../shared/contract/sync.ts';
import { later } from '../shared/words/time.ts';
import { createCallLimit } from './easycashier/call-limit.ts';
import { createEasyCashierClient, type EasyCashierClient } from './easycashier/client.ts';
import { createRouter } from './handlers/router.ts';
import { connectTo } from './ledger/connections.ts';
import { type Durability, type Ledger, openDatabase } from './ledger/database.ts';
import { restartDue } from './ledger/due.ts';
import { readState } from './ledger/engine-state.ts';
import { abandonPlans } from './ledger/plans.ts';
import { readSetting, writeSetting } from './ledger/settings.ts';
import type { Ports } from './ports.ts';
import { Refusal, type WhyNot } from './refusal.ts';
import { createRelayClient, type RelayClient } from './relay/client.ts';
import { readTokens } from './relay/tokens.ts';
import { createServerClock } from './server-clock.ts';
import { createShopifyClient, type ShopifyClient } from './shopify/client.ts';
import { shopAddress } from './shopify/login-text.ts';
import { tellMoved } from './sync/actions/move.ts';
import { tellLoop } from './sync/alerts/tell-standstills.ts';
import { runLoops } from './sync/loops.ts';
import { createOrdersIn } from './sync/orders/orders-in.ts';
import { recoverBookings } from './sync/orders/unanswered.ts';
import { createCallQueue } from './sync/runtime/call-queue.ts';
import { type Sync, type Timing, usualTiming } from './sync/runtime/context.ts';
import { endLease, renewIfDue } from './sync/runtime/lease.ts';
import { type LeaseState, newLeaseState } from './sync/runtime/lease-state.ts';
import { createPatience, type HeldFile, type Patiently } from './sync/runtime/ledger-file.ts';
import { checkLedgerAtStart } from './sync/runtime/ledger-witness.ts';
import { whyNotWrite } from './sync/runtime/paused.ts';
import { createSignal } from './sync/runtime/signal.ts';
import { createStockOut } from './sync/stock-out/stock-out.ts';
import { migrateWithCopy } from './sync/upkeep/copy-ledger.ts';

/** From the environment; wins over what is stored. */
export interface ConnectionOverrides {
  readonly easycashier?: {
    url?: string | undefined;
    company?: string | undefined;
    username?: string | undefined;
  };
  readonly shopify?: { shop?: string | undefined; url?: string | undefined; clientId?: string | undefined };
  readonly multipleLocations?: boolean | undefined;
  readonly pollSeconds?: number | undefined;
}

export interface EngineOptions {
  readonly ports: Ports;
  /** Holds `ledger.sqlite`. */
  readonly dataDir: string;
  readonly overrides?: ConnectionOverrides;
  /** What people call this computer; other computers of the shop are shown it. */
  readonly computerName?: string | undefined;
  /** Shorter waits, for practice shops that answer at once. */
  readonly timing?: Partial<Timing> | undefined;
  /** For simulations: an open ledger instead of a file in `dataDir`. */
  readonly ledger?: Ledger;
  /** For tests: less than `full`, of the file in `dataDir`. */
  readonly durability?: Durability;
  /** What is done while another program holds the ledger's file. */
  readonly held?: HeldFile | undefined;
}

export interface Engine {
  /** The contract, in process. */
  readonly client: ContractRouterClient<Contract>;
  /** The same to be served over another transport. */
  readonly router: ReturnType<typeof createRouter>;
  readonly ledger: Ledger;
  /** The loops; returns when `signal` has aborted and what was on its way is finished. */
  run(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/**
 * The one place that puts the engine together. Waits for a ledger that another program holds.
 * @throws Refusal `ledgerDamaged`, `ledgerNewer`, `diskFull`, `ledgerHeld` when the patience is over
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const patiently = createPatience(options.ports, options.held ?? {});
  const path = join(options.dataDir, 'ledger.sqlite');
  const { durability = 'full' } = options;
  const ledger = options.ledger ?? (await patiently(() => openDatabase({ path, durability })));
  try {
    return await openOn(ledger, options, patiently);
  } catch (error) {
    ledger.close();
    throw error;
  }
}

async function openOn(ledger: Ledger, options: EngineOptions, patiently: Patiently): Promise<Engine> {
  const { ports } = options;
  await migrateWithCopy(ledger, ports, patiently);
  await patiently(() => ledger.transaction(() => storeOverrides(ledger, options.overrides ?? {})));

  const lease = newLeaseState();
  const { shopify, easycashier, relay, calls } = createClients(options, ledger, lease, () =>
    renewIfDue(sync),
  );
  const listeners = new Set<(progress: Progress) => void>();
  const sync: Sync = {
    ledger,
    ports,
    shopify: shopify.get,
    easycashier: easycashier.get,
    relay: relay.get,
    lease,
    easycashierQueue: createCallQueue(ports.monotonic, calls),
    signals: {
      bookings: createSignal(ports.monotonic),
      stockOut: createSignal(ports.monotonic),
      orders: createSignal(ports.monotonic),
      hints: createSignal(ports.monotonic),
      otherHints: createSignal(ports.monotonic),
    },
    timing: { ...usualTiming, ...options.timing },
    troubles: new Map(),
    held: options.held ?? {},
    onProgress: (progress) => {
      for (const listener of listeners) listener(progress);
    },
  };
  await patiently(() => {
    const now = ports.monotonic.now();
    restartDue(ledger, { now, judgeAt: later(now, sync.timing.explainMs) });
    abandonPlans(ledger);
  });
  // Before anything is done with what was on its way.
  await patiently(() => checkLedgerAtStart(sync));
  await patiently(() => recoverBookings(sync));
  await patiently(() => tellMoved(sync));
  const orders = createOrdersIn(sync);
  const stockOut = await patiently(() => createStockOut(sync, orders));
  const router = createRouter({
    sync,
    orders,
    stockOut,
    progress: listeners,
    shopifyUrl: options.overrides?.shopify?.url ?? null,
    computerName: options.computerName ?? '',
    forgetClients: () => {
      shopify.forget();
      easycashier.forget();
    },
  });

  return {
    client: createRouterClient(router),
    router,
    ledger,
    run: async (signal) => {
      await Promise.all([
        runLoops(sync, orders, stockOut, signal),
        tellLoop(sync, options.computerName ?? '', signal),
      ]);
      await endLease(sync);
    },
    close: async () => {
      await stockOut.stop();
      ledger.close();
    },
  };
}

/** Who is asked on each side, made at the first call: the settings may not be there yet, and they may change. */
function createClients(
  { ports, computerName }: EngineOptions,
  ledger: Ledger,
  lease: LeaseState,
  renew: () => Promise<void> | null,
) {
  const whyNot: WhyNot = () => {
    if (readSetting(ledger, 'shadow')) return new Refusal('shadowMode');
    const now = () => whyNotWrite({ ledger, ports, lease });
    return now() ?? renew()?.then(now) ?? null;
  };
  // New keys make a new client, but no new time and no more calls.
  const clocks = { shopify: createServerClock(ports), easycashier: createServerClock(ports) };
  const calls = createCallLimit(ports.monotonic);
  const shopify = remembered((): [string, () => ShopifyClient] => {
    const target = readSetting(ledger, 'shopify');
    if (!target) throw new Refusal('notConnected', { side: 'Shopify' });
    return [JSON.stringify(target), () => createShopifyClient(ports, target, whyNot, clocks.shopify)];
  });
  const easycashier = remembered((): [string, () => EasyCashierClient] => {
    const target = readSetting(ledger, 'easycashier');
    if (!target) throw new Refusal('notConnected', { side: 'EasyCashier' });
    return [
      JSON.stringify(target),
      () => createEasyCashierClient(ports, target, whyNot, clocks.easycashier, calls),
    ];
  });
  const relay = remembered((): [string, () => RelayClient] => {
    const held = readState(ledger, 'relay');
    const instanceId = readState(ledger, 'instanceId');
    if (!held || !instanceId) throw new Refusal('noRelay');
    const target = { url: held.url, instanceId, name: computerName ?? '' };
    const tokens = () => readTokens(ports.secrets, instanceId);
    return [JSON.stringify(target), () => createRelayClient(ports, target, tokens)];
  });
  return { shopify, easycashier, relay, calls };
}

/** One client per set of settings; another set, or new secrets, makes another client. */
function remembered<Client>(make: () => [string, () => Client]) {
  let held: { key: string; client: Client } | null = null;
  return {
    get: (): Client => {
      const [key, create] = make();
      if (held?.key !== key) held = { key, client: create() };
      return held.client;
    },
    forget: () => {
      held = null;
    },
  };
}

function storeOverrides(ledger: Ledger, overrides: ConnectionOverrides): void {
  const { easycashier, shopify } = overrides;
  const company = easycashier?.company;
  const username = easycashier?.username;
  const held = readSetting(ledger, 'easycashier');
  if (easycashier && (held || (company && username))) {
    connectTo(ledger, 'easycashier', {
      url: easycashier.url ?? held?.url ?? 'https://backoffice.easycashier.se',
      company: company ?? held?.company ?? '',
      username: username ?? held?.username ?? '',
    });
  }
  const heldShop = readSetting(ledger, 'shopify');
  if (shopify && (heldShop || shopify.shop)) {
    connectTo(ledger, 'shopify', {
      shop: shopify.shop === undefined ? (heldShop?.shop ?? '') : shopAddress(shopify.shop),
      url: shopify.url ?? heldShop?.url ?? null,
      clientId: shopify.clientId ?? heldShop?.clientId ?? null,
    });
  }
  if (overrides.multipleLocations !== undefined) {
    writeSetting(ledger, 'multipleLocations', overrides.multipleLocations);
  }
  if (overrides.pollSeconds !== undefined) writeSetting(ledger, 'pollSeconds', overrides.pollSeconds);
}
