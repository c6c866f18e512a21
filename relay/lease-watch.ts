/** Who has the right to write, measured by time as it passes: what is stored is wall-clock, and that may be set. */
import type { Clock, Monotonic } from './ports.ts';
import { LEASE_SECONDS, type TenantState } from './store/tenant-state.ts';

export interface LeaseWatch {
  /** The last holder's lease has not run out. */
  isRunning(tenant: TenantState): boolean;
  /** It was granted just now: it runs from here. */
  granted(tenant: TenantState): void;
}

const MOST_LEASES = 50_000;

/**
 * A lease that is seen for the first time ends when the wall clock says, and within its length at the latest; from then on its end is known,
 * wherever the wall clock goes.
 */
export function createLeaseWatch(clock: Clock, monotonic: Monotonic): LeaseWatch {
  const ends = new Map<string, { readonly name: string; readonly at: number }>();

  const see = ({ tenantId, epoch, holder }: TenantState): number => {
    const left = (holder?.expiresAt ?? 0) - clock.now();
    const at = monotonic.now() + Math.min(Math.max(left, 0), LEASE_SECONDS * 1_000);
    if (ends.size >= MOST_LEASES) ends.clear();
    ends.set(tenantId, { name: `${epoch}/${holder?.expiresAt}`, at });
    return at;
  };

  return {
    isRunning: (tenant) => {
      const { holder, epoch, tenantId } = tenant;
      if (!holder) return false;
      const known = ends.get(tenantId);
      const at = known?.name === `${epoch}/${holder.expiresAt}` ? known.at : see(tenant);
      return at > monotonic.now();
    },
    granted: (tenant) => void see(tenant),
  };
}
