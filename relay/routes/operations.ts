/** For whoever runs the relay. Keep them off the internet: the proxy in `Caddyfile` does. */
import { type Route, refuse } from '../answer.ts';
import { bearer, type Context, turnAway } from '../context.ts';
import { type Sample, series } from '../prometheus.ts';
import { isSame } from '../secrets.ts';
import type { TenantSeen } from '../store/store.ts';

/** By the tenant's id, which is nobody's name. */
function tenantsText(tenants: readonly TenantSeen[]): string {
  const samples = (value: (tenant: TenantSeen) => number) =>
    tenants.map((tenant): Sample => [`{tenant="${tenant.tenantId}"}`, value(tenant)]);
  const all = [
    series(
      'relay_tenant_last_seen_timestamp_seconds',
      'When a computer of the shop last asked, to the hour; 0 when never.',
      'gauge',
      samples(({ lastSeenAt }) => (lastSeenAt ?? 0) / 1_000),
    ),
    series(
      'relay_tenant_events_waiting',
      'Events of the shop not yet acknowledged.',
      'gauge',
      samples(({ waiting }) => waiting),
    ),
  ];
  return `${all.join('\n')}\n`;
}

export function operationsRoutes(context: Context): Route[] {
  const { store, monotonic, metrics, polls, adminKey, strangers } = context;
  return [
    {
      method: 'GET',
      path: '/health',
      maxBody: 0,
      open: () => {
        const isReady = store.health().isUp && !polls.isClosed();
        return { status: isReady ? 200 : 503, body: { status: isReady ? 'ok' : 'unavailable' } };
      },
    },
    {
      method: 'GET',
      path: '/metrics',
      maxBody: 0,
      open: async () => ({ status: 200, body: await metrics.text(store, polls.count()) }),
    },
    {
      method: 'GET',
      path: '/metrics/tenants',
      maxBody: 0,
      open: async (head) => {
        if (adminKey === null) return refuse('notFound', 'there is nothing here without an admin key');
        if (!strangers.has(head.address, monotonic.now())) return refuse('tooMany', 'too many attempts');
        if (!isSame(bearer(head), adminKey)) return turnAway(context, head, 'the admin key is wanted', 401);
        return { status: 200, body: tenantsText(await store.tenants()) };
      },
    },
  ];
}
