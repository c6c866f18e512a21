/** What the relay keeps of this computer is erased there when it leaves: at once, or as soon as the relay answers. */
import { readState, writeState } from '../../ledger/engine-state.ts';
import { eraseComputer } from '../../relay/client.ts';
import { pairingTokens, readTokens } from '../../relay/tokens.ts';
import type { Sync } from '../runtime/context.ts';

/** Keeps what it takes to leave, wherever this process ends. To be called before the tokens are forgotten. */
export async function keepToLeave({ ledger, ports }: Sync): Promise<void> {
  const token = (await readTokens(ports.secrets, readState(ledger, 'instanceId')))?.deviceToken;
  if (token !== undefined) await ports.secrets.set('relay.leavingToken', token);
}

/**
 * Erases this computer at the relay it has left, if there is one. Saying it twice does no harm.
 * @throws Refusal `relayUnreachable`, `relayUnexpected`: it is still to be done
 */
export async function finishLeaving({ ledger, ports }: Sync): Promise<void> {
  const left = readState(ledger, 'relayLeft');
  if (left === null) return;
  const [code, instanceId] = [await ports.secrets.get('relay.pairingCode'), readState(ledger, 'instanceId')];
  const token =
    (await ports.secrets.get('relay.leavingToken')) ??
    (code && instanceId ? pairingTokens(code, instanceId).deviceToken : null);
  // Without it nobody can ask any more: the operator erases what is left.
  if (token !== null) await eraseComputer(ports, left, token);
  writeState(ledger, 'relayLeft', null);
  await ports.secrets.delete('relay.leavingToken');
}
