import type { Capabilities } from '../../../shared/contract/capabilities.ts';
import type { CapabilitySide, Found } from '../../../shared/words/capabilities.ts';
import { EASYCASHIER_API } from '../../easycashier/exchange.ts';
import { type AskedApis, keepFound, readFindings } from '../../ledger/capabilities.ts';
import type { Reader } from '../../ledger/database.ts';
import { API_VERSION } from '../../shopify/client.ts';
import type { Sync } from './context.ts';

const askedApis: AskedApis = { easycashier: EASYCASHIER_API, shopify: API_VERSION };

/** What is known of both sides, by the versions of their APIs that we ask for. */
export function capabilitiesOf(ledger: Reader): Capabilities {
  return { askedApis, findings: readFindings(ledger, askedApis) };
}

/** Everything has been asked of a side: what is missing in `found` was not answered. */
export function keepAnswers({ ledger, ports }: Sync, side: CapabilitySide, found: Found): void {
  keepFound(ledger, { side, apis: askedApis, at: ports.clock.now() }, found, true);
}

/** An answer to something else has shown this, too. */
export function keepInPassing({ ledger, ports }: Sync, side: CapabilitySide, found: Found): void {
  keepFound(ledger, { side, apis: askedApis, at: ports.clock.now() }, found, false);
}
