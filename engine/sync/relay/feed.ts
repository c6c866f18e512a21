import type { EventsAnswer } from '../../../shared/contract/relay.ts';
import type { OurTime } from '../../../shared/words/time.ts';
import type { Ledger } from '../../ledger/database.ts';
import { isEcho } from '../../ledger/echoes.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { addHint } from '../../ledger/relay-events.ts';
import type { Ports } from '../../ports.ts';
import type { RelayClient } from '../../relay/client.ts';
import { headerOf, readHint } from '../../relay/read-event.ts';
import { isSigned } from '../../relay/verify.ts';

/** Something came: hints, a gap, or events to be dropped. */
export interface Taken {
  /** Events that nobody with our secret has signed. */
  readonly forged: number;
}

/** The app's secret and, for a while after it was exchanged, the one before it. Empty where none is known. */
export async function signingSecrets(ports: Ports): Promise<string[]> {
  const secrets = [
    (await ports.secrets.get('shopify.clientSecret')) ?? (await ports.secrets.get('shopify.apiSecret')),
    await ports.secrets.get('shopify.previousSecret'),
  ];
  return secrets.filter((secret) => secret !== null);
}

/**
 * Waits for webhooks at the relay and takes them into the ledger: the hints and the cursor in one transaction. Returns what
 * came, or null when nothing did. Nothing is erased at the relay before `acknowledge`.
 * @throws Refusal as the client does
 */
export async function pullEvents(
  ports: Ports,
  ledger: Ledger,
  relay: RelayClient,
  waitSeconds: number,
  signal?: AbortSignal,
): Promise<Taken | null> {
  const cursor = readState(ledger, 'relayCursor');
  const answer = await relay.events(cursor, waitSeconds, signal);
  ports.milestone('relay:pulled');
  const secrets = await signingSecrets(ports);
  const taken = ledger.transaction(() => takeIn(ledger, answer, cursor, secrets, ports.clock.now()));
  if (taken) ports.milestone('relay:stored');
  return taken;
}

/** Inside a transaction. */
function takeIn(
  ledger: Ledger,
  answer: EventsAnswer,
  cursor: number,
  secrets: readonly string[],
  at: OurTime,
): Taken | null {
  // A relay that has been set back counts from anew: what it counted before says nothing any more.
  const isSetBack = answer.head < cursor;
  const hasGap = isSetBack || (answer.gap !== null && answer.gap.through > cursor);
  let hasHints = false;
  let forged = 0;
  let newest = isSetBack ? 0 : Math.max(cursor, answer.gap?.through ?? 0);
  for (const event of isSetBack ? [] : answer.events) {
    newest = Math.max(newest, event.seq);
    const body = Buffer.from(event.body, 'base64');
    if (!isSigned(body, headerOf(event, 'x-shopify-hmac-sha256') ?? '', secrets)) {
      forged += 1;
      continue;
    }
    const hint = readHint(event, body);
    if (hint && !isEcho(ledger, hint) && addHint(ledger, hint)) hasHints = true;
  }
  if (newest !== cursor) writeState(ledger, 'relayCursor', newest);
  if (hasGap) {
    writeState(ledger, 'catchUpWanted', true);
    writeLog(ledger, { at, event: 'relayGap', cause: 'system', result: 'info' });
  }
  return hasGap || hasHints || forged > 0 || newest !== cursor ? { forged } : null;
}
