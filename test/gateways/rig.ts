import { createEasyCashierClient, type EasyCashierClient } from '../../engine/easycashier/client.ts';
import type { Ports, SecretName } from '../../engine/ports.ts';
import { Refusal } from '../../engine/refusal.ts';
import { createShopifyClient, type ShopifyClient } from '../../engine/shopify/client.ts';
import { createPractice, type PracticeOptions } from '../../practice/practice.ts';
import type { Practice } from '../../practice/shops.ts';
import { createScheduler, type Scheduler } from '../simulation/scheduler.ts';

interface Exchange {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** Both gateways against both practice shops in virtual time, with everything that was sent. */
export interface GatewayRig {
  readonly scheduler: Scheduler;
  readonly practice: Practice;
  readonly ports: Ports;
  readonly shopify: ShopifyClient;
  readonly easycashier: EasyCashierClient;
  readonly secrets: Map<SecretName, string>;
  readonly sent: Exchange[];
  /** Fields of every technical log line, as JSON. */
  readonly log: string[];
  isShadow: boolean;
  /** Lets virtual time run until the work is done; at most an hour of it. */
  run<T>(work: Promise<T>): Promise<T>;
}

export interface RigOptions extends Omit<PracticeOptions, 'clock'> {
  /** Milliseconds there and back. Default 150. */
  readonly roundTrip?: number;
}

export function openGateways(options: RigOptions = {}): GatewayRig {
  const { roundTrip = 150 } = options;
  const scheduler = createScheduler(Date.parse('2026-11-23T08:00:00Z'));
  const practice = createPractice({ articles: 20, traps: false, ...options, clock: scheduler.clock });
  const { easycashier, shopify } = practice.credentials;
  const secrets = new Map<SecretName, string>([
    ['easycashier.password', easycashier.password],
    ['shopify.clientSecret', shopify.clientSecret],
  ]);
  const sent: Exchange[] = [];
  const log: string[] = [];
  const note = (event: string, fields?: unknown) => void log.push(`${event} ${JSON.stringify(fields ?? {})}`);
  let keys = 0;
  const ports: Ports = {
    ...scheduler.ports,
    random: {
      uuid: () => {
        keys += 1;
        return `${String(keys).padStart(8, '0')}-0000-4000-8000-000000000000`;
      },
      fraction: () => 0.5,
    },
    http: async (request) => {
      const { pathname, hostname } = new URL(request.url);
      const body = await request.clone().text();
      sent.push({ at: scheduler.now(), method: request.method, path: pathname, body });
      await scheduler.clock.sleep(roundTrip / 2);
      const handler = hostname === 'easycashier.test' ? practice.easycashier.handle : practice.shopify.handle;
      const response = await handler(request);
      await scheduler.clock.sleep(roundTrip / 2);
      return response;
    },
    secrets: {
      get: async (name) => secrets.get(name) ?? null,
      set: async (name, value) => void secrets.set(name, value),
      delete: async (name) => void secrets.delete(name),
    },
    log: { debug: note, info: note, warn: note, error: note },
    milestone: () => undefined,
  };
  const rig: GatewayRig = {
    scheduler,
    practice,
    ports,
    secrets,
    sent,
    log,
    isShadow: false,
    shopify: createShopifyClient(ports, { shop: shopify.shop, url: null, clientId: shopify.clientId }, () =>
      rig.isShadow ? new Refusal('shadowMode') : null,
    ),
    easycashier: createEasyCashierClient(
      ports,
      { url: 'https://easycashier.test/', company: easycashier.company, username: easycashier.username },
      () => (rig.isShadow ? new Refusal('shadowMode') : null),
    ),
    run: (work) => scheduler.runFor(work, 3_600_000),
  };
  return rig;
}

/** What the work was refused with: the code of a Refusal, the name of another error, null when it went well. */
export async function outcomeOf(work: Promise<unknown>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    return error instanceof Error ? error.name : String(error);
  }
}
