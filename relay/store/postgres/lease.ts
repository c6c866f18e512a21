import type { LeaseOutcome } from '../store.ts';
import { type IsRunning, type LeaseRequest, withLease } from '../tenant-state.ts';
import { countOthers } from './devices.ts';
import type { Session } from './primary.ts';
import { lockTenant, writeTenants } from './tenants.ts';

/** Takes, renews or gives back the right to write. Null: no such tenant. */
export async function lease(
  session: Session,
  tenantId: string,
  request: LeaseRequest,
  at: number,
  isRunning?: IsRunning,
): Promise<LeaseOutcome | null> {
  const tenant = await lockTenant(session, tenantId);
  if (!tenant) return null;
  const { granted, state } = withLease(tenant.state, request, at, isRunning);
  tenant.state = state;
  await writeTenants(session, [tenant]);
  return { granted, tenant: state, others: await countOthers(session, tenant.no, request.instanceId) };
}
