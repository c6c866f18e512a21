import { expect, it } from 'vitest';
import { parseLocation } from '../../shared/words/location.ts';
import { practiceAddressOf } from './practice-address.ts';

const practice = {
  credentials: {
    easycashier: { url: '', company: '', username: '', password: '' },
    shopify: {
      url: '',
      shop: 'ovning.myshopify.com',
      clientId: '',
      clientSecret: '',
      accessToken: '',
      apiSecret: '',
    },
    relay: { url: '', pairingCode: '' },
  },
  places: [{ storeNumber: '1', storeName: 'Solna', locationId: 'gid://shopify/Location/57770000111' }],
  away: [],
};

it('is an address as in the admin, which the engine reads as the same place', () => {
  const address = practiceAddressOf(practice, '1') ?? '';
  expect(address).toBe('https://ovning.myshopify.com/admin/settings/locations/57770000111');
  expect(parseLocation(address)).toBe('gid://shopify/Location/57770000111');
  expect(practiceAddressOf(practice, '2')).toBeUndefined();
  expect(practiceAddressOf(null, '1')).toBeUndefined();
});
