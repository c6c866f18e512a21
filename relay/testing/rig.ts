/** A relay on SQLite in memory in a time of the test's own, and how to ask it. */
import type { Clock, Monotonic } from '../ports.ts';
import { createRelay, type Relay, type RelayOptions } from '../relay.ts';
import { hashPairingCode } from '../secrets.ts';
import { openSqliteStore } from '../store/sqlite/store.ts';
import type { Store } from '../store/store.ts';
import type { Quota } from '../store/tenant-state.ts';
import { openLog, systemClock, systemMonotonic, systemRandom } from '../system-ports.ts';

export const ADMIN_KEY = 'the-admin-key-of-this-test';

interface Answered<Body = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface Rig {
  readonly relay: Relay;
  readonly store: Store;
  /** `POST /v1/pair` with the body, or `GET` without one. */
  ask<Body>(
    call: `${'GET' | 'POST' | 'DELETE'} ${string}`,
    options?: { token?: string; body?: unknown; headers?: Record<string, string>; signal?: AbortSignal },
  ): Promise<Answered<Body>>;
  /** A computer with tokens, of a new tenant or of one that is there. */
  pair(tenantId?: string): Promise<Paired>;
}

export interface Paired {
  readonly tenantId: string;
  readonly ingestToken: string;
  readonly deviceToken: string;
}

/** For a relay behind a real server. */
export const realTime: Clock & Monotonic = { ...systemMonotonic, ...systemClock };

export const drawToken = (): string => Buffer.from(systemRandom.bytes(32)).toString('base64url');

export function openRig(
  time: Clock & Monotonic,
  options: Partial<RelayOptions> & { quota?: Quota } = {},
): Rig {
  const log = openLog('silent');
  const ports = { clock: options.clock ?? time, monotonic: time };
  const quota = options.quota ?? { events: 1_000, bytes: 50_000_000 };
  const store = options.store ?? openSqliteStore({ dataDir: null, quota, ...ports, log });
  const relay = createRelay({
    store,
    ...ports,
    random: systemRandom,
    log,
    adminKey: ADMIN_KEY,
    ...options,
  });

  const ask: Rig['ask'] = async <Body>(
    call: string,
    { token, body, headers, signal }: NonNullable<Parameters<Rig['ask']>[1]> = {},
  ) => {
    const [method = 'GET', path = '/'] = call.split(' ');
    const sent = new Headers(headers);
    if (token !== undefined) sent.set('Authorization', `Bearer ${token}`);
    const bytes = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const response = await relay.handle(
      new Request(`http://relay${path}`, {
        method,
        headers: sent,
        ...(bytes === undefined ? {} : { body: bytes }),
        ...(signal ? { signal } : {}),
      }),
    );
    const text = await response.text();
    const isJson = response.headers.get('Content-Type')?.startsWith('application/json') === true;
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson ? JSON.parse(text) : text) as Body,
    };
  };

  return {
    relay,
    store,
    ask,
    pair: async (tenantId) => {
      const code = drawToken();
      await store.addPairingCode({
        hash: hashPairingCode(code),
        tenantId: tenantId ?? null,
        note: '',
        createdAt: ports.clock.now(),
        expiresAt: null,
      });
      const [ingestToken, deviceToken] = [drawToken(), drawToken()];
      const body = { code, instanceId: `instance ${deviceToken}`, name: 'Kassan', ingestToken, deviceToken };
      const paired = await ask<{ tenantId: string }>('POST /v1/pair', { body });
      return { tenantId: paired.body.tenantId, ingestToken, deviceToken };
    },
  };
}
