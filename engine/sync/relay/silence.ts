import type { SilenceAlerts } from '../../../shared/contract/relay.ts';
import { later, type MonotonicTime, msBetween } from '../../../shared/words/time.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { readSetting } from '../../ledger/settings.ts';
import { Refusal } from '../../refusal.ts';
import type { Sync } from '../runtime/context.ts';
import { rememberedBy } from '../runtime/per-process.ts';

/** A relay that knows of no such thing may be replaced. */
const TOO_OLD_MS = 60 * 60_000;

/** What this process has said, to which relay. */
interface Said {
  text: string | null;
  notBefore: MonotonicTime | null;
}
const saidBy = rememberedBy((): Said => ({ text: null, notBefore: null }));

/**
 * Has the relay know whom to tell when this computer does not come, where a person has asked for that, and nobody where not: once a process, and
 * whenever it is another. What cannot be said is said later; nothing else waits for it.
 */
export async function sayWhomToTell(sync: Sync): Promise<void> {
  const { ledger, ports } = sync;
  const said = saidBy(sync);
  if (said.notBefore !== null && msBetween(ports.monotonic.now(), said.notBefore) > 0) return;
  try {
    const alerts = await wanted(sync);
    // Nobody was ever named there.
    if (alerts === null && readState(ledger, 'relayAlerts') === null) return;
    const text = JSON.stringify([readState(ledger, 'relay')?.tenantId, alerts]);
    if (said.text === text) return;
    const canMail = await sync.relay().alerts(alerts);
    said.text = text;
    said.notBefore = null;
    keepAnswer(sync, alerts === null ? null : canMail || alerts.to.length === 0 ? 'ok' : 'noMail');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code !== 'relayUnexpected') return;
    said.notBefore = later(ports.monotonic.now(), TOO_OLD_MS);
    keepAnswer(sync, readState(ledger, 'alerts').byRelay ? 'tooOld' : null);
  }
}

function keepAnswer({ ledger }: Sync, answer: 'ok' | 'noMail' | 'tooOld' | null): void {
  if (readState(ledger, 'relayAlerts') !== answer) writeState(ledger, 'relayAlerts', answer);
}

/** The password of a mail server is no business of the relay's, which has its own. */
async function wanted({ ledger, ports }: Sync): Promise<SilenceAlerts | null> {
  const { byRelay, mail, web, language, hours, afterMinutes } = readState(ledger, 'alerts');
  if (!byRelay || (mail === null && web === null)) return null;
  const address = web === null ? null : await ports.secrets.get('alerts.address');
  // It calls the internet only.
  const isCallable = address?.startsWith('https:') === true;
  return {
    language,
    shop: readSetting(ledger, 'shopify')?.shop ?? '',
    hours: hours.map((day) => day && { from: day.from, to: day.to }),
    afterMinutes,
    to: mail?.to ?? [],
    web: web !== null && isCallable ? { kind: web.kind, address } : null,
  };
}
