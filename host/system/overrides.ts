/** What the environment says about the connections; it wins over what the ledger has stored. */
import type { ConnectionOverrides, EngineOptions } from '../../engine/engine.ts';
import type { Environment } from './environment.ts';

function present<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const kept = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]?: NonNullable<T[K]> };
}

function orNothing<T extends object>(values: T): T | undefined {
  return Object.keys(values).length === 0 ? undefined : values;
}

export function connectionOverrides(environment: Environment): ConnectionOverrides {
  const flag = environment.BACKOFFICE_MULTIPLE_LOCATIONS;
  return present({
    easycashier: orNothing(
      present({
        url: environment.EASYCASHIER_URL,
        company: environment.EASYCASHIER_COMPANY,
        username: environment.EASYCASHIER_USERNAME,
      }),
    ),
    shopify: orNothing(
      present({
        shop: environment.SHOPIFY_SHOP,
        url: environment.SHOPIFY_URL,
        clientId: environment.SHOPIFY_CLIENT_ID,
      }),
    ),
    multipleLocations: flag === undefined ? undefined : flag === '1',
    pollSeconds: environment.BACKOFFICE_POLL_SECONDS,
  });
}

/** Tests do not wait as long as the world needs. */
export function timingOverrides(environment: Environment): EngineOptions['timing'] {
  const seconds = environment.BACKOFFICE_SETTLE_SECONDS;
  if (seconds === undefined) return {};
  const ms = seconds * 1_000;
  return { settleMs: ms, explainMs: ms, handOverMs: ms };
}
