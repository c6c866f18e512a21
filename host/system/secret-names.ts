import type { SecretName } from '../../engine/ports.ts';

/** The only names the keychain is opened for. */
export const secretNames = [
  'easycashier.password',
  'shopify.accessToken',
  'shopify.clientSecret',
  'shopify.apiSecret',
  'shopify.previousSecret',
  'relay.pairingCode',
  'relay.deviceToken',
  'relay.ingestToken',
  'relay.leavingToken',
  'alerts.mailPassword',
  'alerts.address',
  'ledger.witness',
] as const satisfies readonly SecretName[];
