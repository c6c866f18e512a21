import { createHmac } from 'node:crypto';
import type { Secrets } from '../ports.ts';

export interface RelayTokens {
  /** In the address that Shopify posts to. */
  readonly ingestToken: string;
  readonly deviceToken: string;
}

/**
 * The tokens this installation pairs with: made from the code and the installation's id, so that a pairing whose answer was
 * lost is made again with the same ones, and a host that keeps no secrets finds them again from the code it is given.
 */
export function pairingTokens(code: string, instanceId: string): RelayTokens {
  const derive = (kind: string) =>
    createHmac('sha256', code).update(`${kind}\n${instanceId}`).digest('base64url');
  return { ingestToken: derive('ingest'), deviceToken: derive('device') };
}

/** What is kept, or what the pairing code gives; null when there is neither. */
export async function readTokens(secrets: Secrets, instanceId: string | null): Promise<RelayTokens | null> {
  const ingestToken = await secrets.get('relay.ingestToken');
  const deviceToken = await secrets.get('relay.deviceToken');
  if (ingestToken && deviceToken) return { ingestToken, deviceToken };
  const code = await secrets.get('relay.pairingCode');
  return code && instanceId ? pairingTokens(code, instanceId) : null;
}
