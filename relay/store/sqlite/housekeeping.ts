/** What is done to whole shops, part by part: each a transaction that others share. */
import type { Monotonic } from '../../ports.ts';
import { type Erasing, eraseRemains, type Sweeping, sweepAll } from '../in-parts.ts';
import { DEAD_CODE_MS, type Dropped, type Store } from '../store.ts';
import type { Quota } from '../tenant-state.ts';
import { forgetCodes } from './devices.ts';
import * as events from './events.ts';
import type { GroupCommit } from './group-commit.ts';
import * as tenants from './tenants.ts';

/** `monotonic`: null in memory, where nobody waits. `dropped` is counted on. */
export function openHousekeeping(
  { database, quota, monotonic }: { database: GroupCommit; quota: Quota; monotonic: Monotonic | null },
  dropped: { -readonly [Reason in keyof Dropped]: number },
): Pick<Store, 'sweep'> & { eraseRemains(): Promise<void> } {
  const erasing: Erasing = { erasePart: () => database.write(tenants.erasePart), monotonic };
  const sweeping = (sweep: events.Sweep): Sweeping => ({
    ...erasing,
    tenantIds: async () => database.read(tenants.allTenantIds),
    sweepPart: (tenantId, from) =>
      database.write((transaction) => events.sweepPart(transaction, tenantId, from, sweep)),
    isUp: database.isUp,
    onDropped: ({ retention, quota: pushedOut }) => {
      dropped.retention += retention;
      dropped.quota += pushedOut;
    },
  });
  return {
    eraseRemains: () => eraseRemains(erasing),
    sweep: async (at, retainFrom, signal) => {
      await sweepAll(sweeping({ at, retainFrom, quota }), signal);
      await database.write((transaction) => forgetCodes(transaction, at - DEAD_CODE_MS));
    },
  };
}
