/** What the contracts of the stores are written with. */
import { sha256 } from '../secrets.ts';
import type { Delivery, Pairing, Store } from '../store/store.ts';
import type { Quota } from '../store/tenant-state.ts';

export type OpenStore = (quota: Quota) => Promise<Store>;

export const wide: Quota = { events: 1_000_000, bytes: 1_000_000_000 };
export const NOW = Date.parse('2026-11-23T08:00:00Z');
export const DAY = 24 * 3_600_000;

let serial = 0;

/** A code that is good, and the pairing that would use it. */
export async function offer(
  store: Store,
  wish: { tenantId?: string; expiresAt?: number | null } = {},
): Promise<Pairing> {
  serial += 1;
  const codeHash = sha256(`code ${serial}`);
  await store.addPairingCode({
    hash: codeHash,
    tenantId: wish.tenantId ?? null,
    note: '',
    createdAt: NOW,
    expiresAt: wish.expiresAt === undefined ? NOW + DAY : wish.expiresAt,
  });
  return {
    codeHash,
    newTenantId: `tenant_${serial}`,
    newDeviceId: `device_${serial}`,
    instanceId: `instance_${serial}`,
    name: 'Kassan',
    ingestHash: sha256(`ingest ${serial}`),
    deviceHash: sha256(`device ${serial}`),
    at: NOW,
  };
}

/** A tenant with one computer. */
export async function newTenant(store: Store): Promise<string> {
  const paired = await store.pair(await offer(store));
  if (!paired) throw new Error('a good code did not pair');
  return paired.tenantId;
}

export const delivery = (tenantId: string, id: string, change: Partial<Delivery> = {}): Delivery => ({
  tenantId,
  key: sha256(id),
  receivedAt: NOW,
  headers: [['X-Shopify-Webhook-Id', id]],
  body: Buffer.from(`{"id":${JSON.stringify(id)}}`),
  ...change,
});

export const idsOf = async (store: Store, tenantId: string, after = 0): Promise<(string | undefined)[]> =>
  (await store.read(tenantId, after, 500))?.events.map(({ headers }) => headers[0]?.[1]) ?? [];

export async function epochOf(store: Store, tenantId: string, instanceId = 'kassan-1'): Promise<number> {
  const request = { instanceId, name: 'Kassan', takeOver: true, release: false };
  return (await store.lease(tenantId, request, NOW))?.tenant.epoch ?? 0;
}
