/** What a computer does to its shop's feed besides reading it: acknowledging, writing rights, showing, erasing. */
import { ackRequest, leaseRequest } from '../../shared/contract/relay.ts';
import { type Answer, parseBody, type Route, refuse } from '../answer.ts';
import type { Context } from '../context.ts';
import type { TokenOwner } from '../store/store.ts';
import { LEASE_SECONDS, ledgerAhead, storeOf, type TenantState } from '../store/tenant-state.ts';
import { deviceRoute, erased } from './device-route.ts';

/** Who holds the lease, without the id of its instance. */
function holderOf({ leases }: Context, tenant: TenantState) {
  const { holder } = tenant;
  return holder && leases.isRunning(tenant)
    ? { name: holder.name, since: holder.since, expiresAt: holder.expiresAt }
    : undefined;
}

/** Never under a number of another store: it would be another event here. */
async function acknowledge(context: Context, { tenantId }: TokenOwner, body: Uint8Array): Promise<Answer> {
  const { store, clock } = context;
  const request = parseBody(ackRequest, body);
  if ('refusal' in request) return request.refusal;
  const now = clock.now();
  const known = request.value.store;
  if (known !== undefined) {
    const tenant = await store.readTenant(tenantId);
    if (tenant && known !== storeOf(tenant))
      return refuse('otherStore', 'a backup was put back: this number is another store’s');
  }
  const outcome = await store.acknowledge(tenantId, request.value.through, request.value.epoch, now);
  if (!outcome) return erased();
  if (outcome.granted) {
    const body = { through: outcome.tenant.acknowledged, store: storeOf(outcome.tenant) };
    return { status: 200, body };
  }
  const holder = holderOf(context, outcome.tenant);
  return refuse('staleLease', 'somebody else has become the writer: take the lease anew', { holder });
}

export function feedRoutes(context: Context): Route[] {
  const { store, clock, polls, leases } = context;

  const lease = async ({ tenantId }: TokenOwner, body: Uint8Array): Promise<Answer> => {
    const request = parseBody(leaseRequest, body);
    if ('refusal' in request) return request.refusal;
    const now = clock.now();
    const outcome = await store.lease(tenantId, request.value, now, leases.isRunning);
    if (!outcome) return erased();
    const { tenant } = outcome;
    if (!outcome.granted) {
      const ahead = ledgerAhead(tenant, request.value);
      if (ahead) {
        const ledger = { id: ahead.id, writes: ahead.writes };
        return refuse('ledgerBehind', 'more has been written under the name of this ledger', { ledger });
      }
      const holder = holderOf(context, tenant);
      return refuse('leaseHeld', `held by ${holder?.name ?? 'another computer'}`, { holder });
    }
    if (!request.value.release) leases.granted(tenant);
    const ttl = request.value.release ? 0 : LEASE_SECONDS;
    const since = tenant.holder?.since ?? now;
    return {
      status: 200,
      body: { epoch: tenant.epoch, ttl, since, others: outcome.others, store: storeOf(tenant) },
    };
  };

  const show = async ({ tenantId }: TokenOwner): Promise<Answer> => {
    const tenant = await store.readTenant(tenantId);
    if (!tenant) return erased();
    const { head, acknowledged, floor, bytes, lastReceivedAt, gap } = tenant;
    const body = {
      tenantId,
      head,
      acknowledged,
      waiting: head - floor,
      waitingBytes: bytes,
      lastReceivedAt,
      lease: holderOf(context, tenant) ?? null,
      gap,
      store: storeOf(tenant),
    };
    return { status: 200, body };
  };

  const erase = async ({ tenantId }: TokenOwner): Promise<Answer> => {
    await store.eraseTenant(tenantId);
    polls.notify(tenantId);
    return { status: 204 };
  };

  const leave = async (owner: TokenOwner): Promise<Answer> => {
    await store.eraseDevice(owner);
    polls.notify(owner.tenantId);
    return { status: 204 };
  };

  return [
    deviceRoute(context, { method: 'POST', path: '/v1/ack' }, (owner, body) =>
      acknowledge(context, owner, body),
    ),
    deviceRoute(context, { method: 'POST', path: '/v1/lease' }, lease),
    deviceRoute(context, { method: 'GET', path: '/v1/tenant' }, show),
    deviceRoute(context, { method: 'DELETE', path: '/v1/tenant' }, erase),
    deviceRoute(context, { method: 'DELETE', path: '/v1/device' }, leave),
  ];
}
