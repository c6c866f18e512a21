/** What both stores must do about computers and their tokens. */
import { expect } from 'vitest';
import { sha256 } from '../secrets.ts';
import { type Pairing, type Rotation, type Store, USE_STEP_MS } from '../store/store.ts';
import { type Clause, describeClauses } from './clauses.ts';
import { NOW, type OpenStore, offer } from './fixtures.ts';

const MINUTE = 60_000;

const pairing: readonly Clause[] = [
  {
    title: 'makes a tenant once, and the same pairing again is the same answer',
    holds: async (store) => {
      const pairing = await offer(store);
      const tenantId = pairing.newTenantId;
      expect(await store.pair(pairing)).toEqual({ tenantId });
      const again = { ...pairing, newTenantId: 'tenant_x', newDeviceId: 'device_x' };
      expect(await store.pair({ ...again, at: NOW + 100 * 24 * 60 * MINUTE })).toEqual({ tenantId });
      expect(await store.pair({ ...again, instanceId: 'instance_x' })).toBeNull();
      expect(await store.pair({ ...again, ingestHash: sha256('x') })).toBeNull();
      expect(await store.pair({ ...again, deviceHash: sha256('x') })).toBeNull();
      expect((await store.holdings()).tenants).toBe(1);
      const owner = { tenantId, deviceId: pairing.newDeviceId };
      expect(await store.findToken('ingest', pairing.ingestHash, NOW)).toEqual(owner);
      expect(await store.findToken('device', pairing.deviceHash, NOW)).toEqual(owner);
      expect(await store.findToken('device', pairing.ingestHash, NOW)).toBeNull();
      expect(await store.findToken('ingest', pairing.deviceHash, NOW)).toBeNull();
    },
  },
  {
    title: 'again makes the tokens of the code valid again, and only those',
    holds: async (store) => {
      const first = await offer(store);
      const tenantId = first.newTenantId;
      await store.pair(first);
      const owner = { tenantId, deviceId: first.newDeviceId };
      const rotation = { owner, kind: 'device' as const, callerHash: first.deviceHash, at: NOW };
      await store.rotate({ ...rotation, newHash: sha256('newer') });
      await store.rotate({ ...rotation, newHash: null, callerHash: sha256('newer') });
      expect(await store.findToken('device', first.deviceHash, NOW)).toBeNull();
      expect(await store.pair(first)).toEqual({ tenantId });
      expect(await store.findToken('device', first.deviceHash, NOW)).toEqual(owner);
      expect(await store.findToken('device', sha256('newer'), NOW)).toEqual(owner);
      expect(await store.findToken('ingest', first.ingestHash, NOW)).toEqual(owner);
    },
  },
  {
    title: 'of the same installation with a new code gives the same computer new tokens',
    holds: async (store) => {
      const first = await offer(store);
      const tenantId = (await store.pair(first))?.tenantId ?? '';
      const second = { ...(await offer(store, { tenantId })), instanceId: first.instanceId };
      expect(await store.pair(second)).toEqual({ tenantId });
      const owner = { tenantId, deviceId: first.newDeviceId };
      for (const { ingestHash, deviceHash } of [first, second]) {
        expect(await store.findToken('ingest', ingestHash, NOW)).toEqual(owner);
        expect(await store.findToken('device', deviceHash, NOW)).toEqual(owner);
      }
      const lease = { instanceId: first.instanceId, name: '', takeOver: false, release: false };
      expect(await store.lease(tenantId, lease, NOW)).toMatchObject({ granted: true, others: 0 });
      await store.pair(await offer(store, { tenantId }));
      expect(await store.lease(tenantId, lease, NOW)).toMatchObject({ others: 1 });
    },
  },
  {
    title: 'by two at once with one code succeeds for one',
    holds: async (store) => {
      const pairing = await offer(store);
      const rival: Pairing = {
        ...pairing,
        newTenantId: 'tenant_rival',
        newDeviceId: 'device_rival',
        instanceId: 'instance_rival',
        ingestHash: sha256('rival ingest'),
        deviceHash: sha256('rival device'),
      };
      const outcomes = await Promise.all([store.pair(pairing), store.pair(rival)]);
      expect(outcomes.filter((outcome) => outcome !== null)).toHaveLength(1);
      expect((await store.holdings()).tenants).toBe(1);
    },
  },
  {
    title: 'fails with a code that is wrong or has expired, and with somebody else’s token',
    holds: async (store) => {
      const first = await offer(store);
      expect(await store.pair({ ...first, codeHash: sha256('wrong') })).toBeNull();
      expect(await store.pair({ ...first, at: NOW + 25 * 60 * MINUTE })).toBeNull();
      await store.pair(first);
      const second = await offer(store, { expiresAt: null });
      expect(await store.pair({ ...second, ingestHash: first.ingestHash })).toBeNull();
      expect(await store.pair({ ...second, at: NOW + 1_000 * 24 * 60 * MINUTE })).not.toBeNull();
      await store.sweep(NOW + 2_000 * 24 * 60 * MINUTE, 0);
      expect(await store.pair(second)).toEqual({ tenantId: second.newTenantId });
      expect(await store.pair(await offer(store, { tenantId: 'tenant_nobody' }))).toBeNull();
    },
  },
  {
    title: 'ends when the computer leaves, with its tokens; with the last one all that is kept for the shop',
    holds: async (store) => {
      const first = await offer(store);
      const tenantId = (await store.pair(first))?.tenantId ?? '';
      const second = await offer(store, { tenantId });
      await store.pair(second);
      const append = {
        tenantId,
        key: sha256('event'),
        receivedAt: NOW,
        headers: [],
        body: new Uint8Array(1),
      };
      await store.append(append);
      const owner = async ({ deviceHash }: Pairing) => {
        const found = await store.findToken('device', deviceHash, NOW);
        if (!found) throw new Error('no longer known');
        return found;
      };
      await store.eraseDevice(await owner(first));
      expect(await store.findToken('ingest', first.ingestHash, NOW)).toBeNull();
      expect(await store.findToken('device', first.deviceHash, NOW)).toBeNull();
      expect((await store.read(tenantId, 0, 10))?.events).toHaveLength(1);
      await store.eraseDevice(await owner(second));
      expect(await store.readTenant(tenantId)).toBeNull();
      expect(await store.holdings()).toMatchObject({ tenants: 0 });
    },
  },
  {
    title: 'with the same code and the same tokens brings a computer back that had left, and nobody else',
    holds: async (store) => {
      const first = await offer(store);
      const tenantId = (await store.pair(first))?.tenantId ?? '';
      const found = await store.findToken('device', first.deviceHash, NOW);
      await store.eraseDevice({ tenantId, deviceId: found?.deviceId ?? '' });
      expect(await store.pair({ ...first, deviceHash: sha256('a thief’s') })).toBeNull();
      const again = { ...first, newTenantId: 'tenant_again', newDeviceId: 'device_again' };
      expect(await store.pair(again)).toEqual({ tenantId: 'tenant_again' });
      expect(await store.findToken('ingest', first.ingestHash, NOW)).toMatchObject({
        tenantId: 'tenant_again',
      });
    },
  },
  {
    title: 'of a second computer keeps the first one’s tokens',
    holds: async (store) => {
      const first = await offer(store);
      const tenantId = (await store.pair(first))?.tenantId ?? '';
      const second = await offer(store, { tenantId });
      expect(await store.pair(second)).toEqual({ tenantId });
      for (const { ingestHash, deviceHash } of [first, second]) {
        expect(await store.findToken('ingest', ingestHash, NOW)).toMatchObject({ tenantId });
        expect(await store.findToken('device', deviceHash, NOW)).toMatchObject({ tenantId });
      }
    },
  },
];

const rotation = (pairing: Pairing, change: Partial<Rotation>): Rotation => ({
  owner: { tenantId: pairing.newTenantId, deviceId: pairing.newDeviceId },
  kind: 'device',
  newHash: null,
  callerHash: pairing.deviceHash,
  at: NOW,
  ...change,
});
const known = async (store: Store, kind: 'ingest' | 'device', hashes: readonly Uint8Array[]) =>
  Promise.all(hashes.map(async (hash) => (await store.findToken(kind, hash, NOW)) !== null));

const rotating: readonly Clause[] = [
  {
    title: 'leaves two device tokens, of which one is the caller’s',
    holds: async (store) => {
      const [mine, other] = [await offer(store), await offer(store)];
      await store.pair(mine);
      await store.pair({ ...other, codeHash: other.codeHash });
      const hashes = [mine.deviceHash, sha256('second'), sha256('third')];
      const [, second = hashes[0], third = hashes[0]] = hashes;
      expect(await store.rotate(rotation(mine, { newHash: second as Uint8Array }))).toBe(true);
      expect(await known(store, 'device', hashes)).toEqual([true, true, false]);
      // The answer got lost: the caller asks again with the token it has.
      await store.rotate(rotation(mine, { newHash: third as Uint8Array }));
      expect(await known(store, 'device', hashes)).toEqual([true, false, true]);
      await store.rotate(rotation(mine, { callerHash: third as Uint8Array }));
      expect(await known(store, 'device', hashes)).toEqual([false, false, true]);
      expect(await known(store, 'device', [other.deviceHash])).toEqual([true]);
      expect(await known(store, 'ingest', [mine.ingestHash, other.ingestHash])).toEqual([true, true]);
    },
  },
  {
    title: 'never drops the ingest token in use for one that never was',
    holds: async (store) => {
      const mine = await offer(store);
      await store.pair(mine);
      const hashes = [mine.ingestHash, sha256('2nd'), sha256('3rd')] as const;
      const kind = 'ingest' as const;
      await store.findToken(kind, hashes[0], NOW);
      await store.rotate(rotation(mine, { kind, newHash: hashes[1] }));
      await store.rotate(rotation(mine, { kind, newHash: hashes[2] }));
      expect(await known(store, kind, hashes)).toEqual([true, false, true]);
      await store.rotate(rotation(mine, { kind }));
      expect(await known(store, kind, hashes)).toEqual([false, false, true]);
      expect(await known(store, 'device', [mine.deviceHash])).toEqual([true]);
    },
  },
  {
    title: 'of a computer that has gone fails',
    holds: async (store) => {
      const mine = await offer(store);
      expect(await store.rotate(rotation(mine, { newHash: sha256('x') }))).toBe(false);
    },
  },
  {
    title: 'goes on while the token is used',
    holds: async (store) => {
      const mine = await offer(store);
      await store.pair(mine);
      for (let n = 0; n < 20; n += 1) {
        expect(await store.findToken('ingest', mine.ingestHash, NOW + n * USE_STEP_MS)).not.toBeNull();
      }
    },
  },
];

export function describeDevices(name: string, openStore: OpenStore): void {
  describeClauses(`${name}: pairing`, openStore, pairing);
  describeClauses(`${name}: rotation`, openStore, rotating);
}
