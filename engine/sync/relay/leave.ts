/** What a relay keeps of this computer is erased there when it is left: at once, or as soon as that relay answers. */
import { z } from 'zod';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { Refusal } from '../../refusal.ts';
import { eraseComputer } from '../../relay/client.ts';
import { pairingTokens, readTokens } from '../../relay/tokens.ts';
import type { Sync } from '../runtime/context.ts';

const byAddress = z.record(z.string(), z.string());

/** By the relay's address. It was one token before there could be several relays: then it is that of the one that was left. */
async function leavingTokens({ ledger, ports }: Sync): Promise<Record<string, string>> {
  const kept = await ports.secrets.get('relay.leavingToken');
  if (kept === null) return {};
  if (kept.startsWith('{')) return byAddress.parse(JSON.parse(kept));
  return Object.fromEntries(readState(ledger, 'relayLeft').map((url) => [url, kept]));
}

/** Keeps what it takes to leave the relay that this computer is paired with, wherever this process ends. To be called before the tokens are forgotten. */
export async function keepToLeave(sync: Sync): Promise<void> {
  const { ledger, ports } = sync;
  const url = readState(ledger, 'relay')?.url;
  const token = (await readTokens(ports.secrets, readState(ledger, 'instanceId')))?.deviceToken;
  if (url === undefined || token === undefined) return;
  const tokens = { ...(await leavingTokens(sync)), [url]: token };
  await ports.secrets.set('relay.leavingToken', JSON.stringify(tokens));
}

/**
 * Erases this computer at the relays it has left, if there are any, or at one of them. Saying it twice does no harm, and one that is away
 * keeps none of the others waiting.
 * @throws Refusal `relayUnreachable`, `relayUnexpected`, `keychainClosed`: it is still to be done
 */
export async function finishLeaving(sync: Sync, only?: string): Promise<void> {
  const left = readState(sync.ledger, 'relayLeft').filter((url) => only === undefined || url === only);
  let refusal: Refusal | null = null;
  for (const url of left) {
    try {
      await leave(sync, url);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusal ??= error;
    }
  }
  if (refusal !== null) throw refusal;
}

async function leave(sync: Sync, url: string): Promise<void> {
  const { ledger, ports } = sync;
  const { [url]: kept, ...others } = await leavingTokens(sync);
  const [code, instanceId] = [await ports.secrets.get('relay.pairingCode'), readState(ledger, 'instanceId')];
  const token = kept ?? (code && instanceId ? pairingTokens(code, instanceId).deviceToken : null);
  // Without it nobody can ask any more: the operator erases what is left.
  if (token !== null) await eraseComputer(ports, url, token);
  const left = readState(ledger, 'relayLeft').filter((one) => one !== url);
  writeState(ledger, 'relayLeft', left);
  if (left.length === 0) await ports.secrets.delete('relay.leavingToken');
  else await ports.secrets.set('relay.leavingToken', JSON.stringify(others));
}
