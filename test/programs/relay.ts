/** The real relay in process: routes over a store in memory, with the caller's clock. */
import { makePairingCode, registerFirstCode } from '../../relay/pairing.ts';
import type { Clock, Monotonic } from '../../relay/ports.ts';
import { createRelay, type Relay, type RelayOptions } from '../../relay/relay.ts';
import { openSqliteStore } from '../../relay/store/sqlite/store.ts';
import type { Store } from '../../relay/store/store.ts';
import type { Quota } from '../../relay/store/tenant-state.ts';

export const relayUrl = 'http://127.0.0.1:4712';

export interface TestRelay {
  readonly handle: Relay['handle'];
  readonly relay: Relay;
  readonly store: Store;
  /** For one more computer: of a new tenant, or of the one named. */
  newCode(tenantId?: string): Promise<string>;
  /** A code of the operator's choice, for a new tenant. */
  registerCode(code: string): Promise<void>;
  close(): Promise<void>;
}

export interface TestRelayOptions {
  readonly clock: Clock & Monotonic;
  /** Makes the tokens and codes; bytes that count up when absent. */
  readonly bytes?: (count: number) => Uint8Array;
  readonly quota?: Quota;
  readonly limits?: RelayOptions['limits'];
}

export function openTestRelay(options: TestRelayOptions): TestRelay {
  const { clock, quota = { events: 100_000, bytes: 200_000_000 } } = options;
  let drawn = 0;
  const countUp = (count: number) =>
    Uint8Array.from({ length: count }, () => (drawn = (drawn * 31 + 7) % 251));
  const silent = () => undefined;
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const random = { bytes: options.bytes ?? countUp };
  const store = openSqliteStore({ dataDir: null, quota, clock, monotonic: clock, log });
  const relay = createRelay({
    store,
    clock,
    monotonic: clock,
    random,
    log,
    ...(options.limits ? { limits: options.limits } : {}),
  });
  return {
    relay,
    store,
    handle: relay.handle,
    newCode: async (tenantId) => {
      const made = await makePairingCode({ store, clock, random }, { tenantId });
      if (!made) throw new Error('there is no such tenant');
      return made.code;
    },
    registerCode: (code) => registerFirstCode(store, code, clock.now()),
    close: async () => {
      relay.stop();
      await store.close();
    },
  };
}
