/** Everything a companion can be tried on, in one: the two practice shops and the real relay. Nothing is sent for real. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningPractice, type StartPracticeOptions, startPractice } from '../../practice/practice.ts';
import { type RelayProcess, type RelayProcessOptions, startRelayProcess } from './relay-process.ts';

export interface PracticeSession {
  readonly shops: RunningPractice;
  readonly relay: RelayProcess;
  /** What leads a companion to all of it. */
  readonly variables: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * The ports after one another: EasyCashier, Shopify, control, relay. Like the shops the relay forgets everything when it ends.
 * `startRelay`: where no process can be started for it.
 */
export async function openPracticeSession(
  options: StartPracticeOptions,
  startRelay: (options: RelayProcessOptions) => Promise<RelayProcess> = startRelayProcess,
): Promise<PracticeSession> {
  const shops = await startPractice(options);
  const folder = mkdtempSync(join(tmpdir(), 'backoffice-relay-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  let relay: RelayProcess;
  try {
    relay = await startRelay({ dataDir: folder, port: options.port ? options.port + 3 : 0 });
  } catch (error) {
    await shops.close();
    remove();
    throw error;
  }
  const variables = {
    ...shopVariables(shops),
    RELAY_URL: relay.url,
    RELAY_PAIRING_CODE: relay.pairingCode,
    PRACTICE_CONTROL_URL: shops.urls.control,
  };
  return {
    shops,
    relay,
    variables,
    close: async () => {
      // The shops first: what they still send is taken in.
      await shops.close();
      await relay.stop();
      remove();
    },
  };
}

/** The settings of the environment that lead to practice shops. */
export function shopVariables({ urls, credentials, practice }: RunningPractice): Record<string, string> {
  const { easycashier, shopify } = credentials;
  return {
    EASYCASHIER_URL: urls.easycashier,
    EASYCASHIER_COMPANY: easycashier.company,
    EASYCASHIER_USERNAME: easycashier.username,
    EASYCASHIER_PASSWORD: easycashier.password,
    SHOPIFY_URL: urls.shopify,
    SHOPIFY_SHOP: shopify.shop,
    SHOPIFY_CLIENT_ID: shopify.clientId,
    SHOPIFY_CLIENT_SECRET: shopify.clientSecret,
    ...(practice.places.length > 1 ? { BACKOFFICE_MULTIPLE_LOCATIONS: '1' } : {}),
  };
}
