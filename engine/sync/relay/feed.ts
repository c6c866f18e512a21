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
  const known: Known = { cursor: readState(ledger, 'relayCursor'), ...readState(ledger, 'relayNumbers') };
  const answer = await relay.events(known.cursor, waitSeconds, signal);
  ports.milestone('relay:pulled');
  const secrets = await signingSecrets(ports);
  const taken = ledger.transaction(() => takeIn(ledger, answer, known, secrets, ports.clock.now()));
  if (taken) ports.milestone('relay:stored');
  return taken;
}

/** What was known when the relay was asked: what is granted meanwhile, its answer need not show yet. */
interface Known {
  readonly cursor: number;
  readonly store: string | null;
  readonly acknowledged: number;
}

/**
 * The relay's store was set back: it counts from before what we know, it says that it is another one, or what it has granted to be erased
 * is there again. Then numbers are given out twice, and what they counted before says nothing any more.
 */
function isSetBack(answer: EventsAnswer, { cursor, store, acknowledged }: Known): boolean {
  if (answer.head < cursor) return true;
  if (store !== null && answer.store !== undefined && answer.store !== store) return true;
  return answer.oldest !== null && answer.oldest <= acknowledged;
}

/** Inside a transaction. */
function takeIn(
  ledger: Ledger,
  answer: EventsAnswer,
  known: Known,
  secrets: readonly string[],
  at: OurTime,
): Taken | null {
  const { cursor } = known;
  const isAnew = isSetBack(answer, known);
  const hasGap = isAnew || (answer.gap !== null && answer.gap.through > cursor);
  let hasHints = false;
  let forged = 0;
  let newest = Math.max(isAnew ? 0 : cursor, answer.gap?.through ?? 0);
  for (const event of isAnew ? [] : answer.events) {
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
  const store = answer.store ?? (isAnew ? null : known.store);
  if (isAnew) writeState(ledger, 'relayNumbers', { store, acknowledged: 0 });
  else if (store !== known.store)
    writeState(ledger, 'relayNumbers', { ...readState(ledger, 'relayNumbers'), store });
  if (hasGap) {
    writeState(ledger, 'catchUpWanted', true);
    writeLog(ledger, { at, event: 'relayGap', cause: 'system', result: 'info' });
  }
  return hasGap || hasHints || forged > 0 || newest !== cursor ? { forged } : null;
}
