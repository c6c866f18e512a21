import type { HostState } from '../../shared/contract/host.ts';

/** The address that Shopify's admin would show for a store's place in the practice shop. */
export function practiceAddressOf(practice: HostState['practice'], storeNumber: string): string | undefined {
  const place = practice?.places.find((one) => one.storeNumber === storeNumber);
  if (practice === null || place === undefined) return undefined;
  const number = place.locationId.replace(/^.*\//, '');
  return `https://${practice.credentials.shopify.shop}/admin/settings/locations/${number}`;
}
