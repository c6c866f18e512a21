/** The tokens that the data directories below a folder were paired with: made from the code and each one's own id. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../../engine/ledger/database.ts';
import { readState } from '../../engine/ledger/engine-state.ts';
import { pairingTokens } from '../../engine/relay/tokens.ts';

/** By name; those of the folder itself are »ingest token« and »device token«. */
export function tokensIn(folder: string, code: string): Map<string, string> {
  const found = new Map<string, string>();
  const inner = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const name of ['', ...inner.map((entry) => entry.name)]) {
    const path = join(folder, name, 'ledger.sqlite');
    if (!existsSync(path)) continue;
    const ledger = openDatabase({ path });
    const instanceId = readState(ledger, 'instanceId');
    ledger.close();
    if (instanceId === null) continue;
    const { ingestToken, deviceToken } = pairingTokens(code, instanceId);
    const suffix = name === '' ? '' : ` of ${name}`;
    found.set(`ingest token${suffix}`, ingestToken).set(`device token${suffix}`, deviceToken);
  }
  return found;
}
