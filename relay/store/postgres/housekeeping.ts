/** What is done to whole shops, part by part: each a transaction of its own. */
import type { Monotonic } from '../../ports.ts';
import { type Erasing, eraseRemains, type Sweeping, sweepAll } from '../in-parts.ts';
import { DEAD_CODE_MS, type Dropped, type Store } from '../store.ts';
import type { Quota } from '../tenant-state.ts';
import { forgetCodes } from './devices.ts';
import * as events from './events.ts';
import type { Primary } from './primary.ts';
import * as tenants from './tenants.ts';

/** `dropped` is counted on. */
export function openHousekeeping(
  { primary, monotonic, quota }: { primary: Primary; monotonic: Monotonic; quota: Quota },
  dropped: { -readonly [Reason in keyof Dropped]: number },
): Pick<Store, 'sweep'> & { eraseRemains(): Promise<void> } {
  const erasing: Erasing = { erasePart: () => primary.transaction(tenants.erasePart), monotonic };
  const sweeping = (sweep: events.Sweep): Sweeping => ({
    ...erasing,
    tenantIds: () => primary.use(tenants.allTenantIds),
    sweepPart: (tenantId, from) =>
      primary.transaction((session) => events.sweepPart(session, tenantId, from, sweep)),
    isUp: primary.isUp,
    onDropped: ({ retention, quota: pushedOut }) => {
      dropped.retention += retention;
      dropped.quota += pushedOut;
    },
  });
  return {
    eraseRemains: () => eraseRemains(erasing),
    sweep: async (at, retainFrom, signal) => {
      await sweepAll(sweeping({ at, retainFrom, quota }), signal);
      await primary.transaction((session) => forgetCodes(session, at - DEAD_CODE_MS));
    },
  };
}
