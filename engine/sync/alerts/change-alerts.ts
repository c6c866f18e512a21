import type { Trouble } from '../../../shared/contract/activity.ts';
import type {
  AlertChannel,
  AlertSettings,
  AlertsChange,
  AlertsView,
} from '../../../shared/contract/alerts.ts';
import { alertChannels } from '../../../shared/words/alerts.ts';
import type { Reader } from '../../ledger/database.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { readSetting } from '../../ledger/settings.ts';
import { Refusal } from '../../refusal.ts';
import { requireSafeAddress } from '../runtime/addresses.ts';
import type { Sync } from '../runtime/context.ts';
import { alertText } from './alert-text.ts';
import { sendAlert } from './send-alert.ts';
import { forgetPauses, noteDelivery } from './tell-standstills.ts';

/** Who is told, what became of the last messages, and what stands still. No secret. */
export function showAlerts({ ledger }: Sync): AlertsView {
  const standing = readState(ledger, 'standstills').filter(({ wellMs }) => wellMs === 0);
  return {
    ...readState(ledger, 'alerts'),
    relay: relayOf(ledger),
    deliveries: readState(ledger, 'alertDeliveries'),
    standstills: standing.map(({ subject, code, args, since, told }) => ({
      subject,
      code,
      args,
      since,
      told,
    })),
  };
}

function relayOf(ledger: Reader): AlertsView['relay'] {
  if (readState(ledger, 'relay') === null) return 'none';
  return readState(ledger, 'alerts').byRelay ? (readState(ledger, 'relayAlerts') ?? 'asked') : 'off';
}

/** The way of whose last message is known that it did not arrive; null: there is none. */
export function notTold(ledger: Reader): Trouble | null {
  const { mail, web } = readState(ledger, 'alertDeliveries');
  for (const delivery of [mail, web]) {
    if (delivery?.failure) return { ...delivery.failure, since: delivery.at };
  }
  return null;
}

/**
 * Keeps what was given: the password and the address in the keychain, the rest in the ledger.
 * @throws Refusal `badSetting`; then nothing is kept
 */
export async function changeAlerts(sync: Sync, change: AlertsChange): Promise<void> {
  const { ledger, ports } = sync;
  const before = readState(ledger, 'alerts');
  const { mail, web, ...rest } = change;
  // Both are judged before either is kept.
  const nextMail = mail == null ? mail : checkedMail(mail, before.mail);
  const nextWeb = web == null ? web : checkedReceiver(web, before.web);
  if (mail !== undefined)
    await keepSecret(sync, 'alerts.mailPassword', mail?.username == null ? null : mail.password);
  if (web !== undefined) await keepSecret(sync, 'alerts.address', web === null ? null : web.address);
  ledger.transaction(() => {
    const kept = readState(ledger, 'alerts');
    const next: AlertSettings = {
      language: rest.language ?? kept.language,
      hours: rest.hours ?? kept.hours,
      afterMinutes: rest.afterMinutes ?? kept.afterMinutes,
      mail: nextMail === undefined ? kept.mail : nextMail,
      web: nextWeb === undefined ? kept.web : nextWeb,
      byRelay: rest.byRelay ?? kept.byRelay,
    };
    writeState(ledger, 'alerts', next);
    forgetDeliveries(sync, changedWays(before, next, change));
  });
  forgetPauses(sync);
  ports.log.info('alerts.set', {
    ways: alertChannels.filter((way) => readState(ledger, 'alerts')[way] !== null),
  });
}

/** Undefined: the one that is kept stays. */
async function keepSecret(
  { ports }: Sync,
  name: 'alerts.mailPassword' | 'alerts.address',
  value: string | null | undefined,
): Promise<void> {
  if (value === null) await ports.secrets.delete(name);
  else if (value !== undefined) await ports.secrets.set(name, value);
}

/** Of a way that is another now, what became of its last message says nothing. */
function changedWays(before: AlertSettings, after: AlertSettings, change: AlertsChange): AlertChannel[] {
  return alertChannels.filter(
    (way) => change[way] !== undefined && JSON.stringify(before[way]) !== JSON.stringify(after[way]),
  );
}

function forgetDeliveries({ ledger }: Sync, ways: readonly AlertChannel[]): void {
  const kept = readState(ledger, 'alertDeliveries');
  writeState(ledger, 'alertDeliveries', {
    mail: ways.includes('mail') ? null : kept.mail,
    web: ways.includes('web') ? null : kept.web,
  });
}

type MailChange = NonNullable<AlertsChange['mail']>;

const thisComputer = ['127.0.0.1', 'localhost', '::1'];

/** A password goes to the server it was given for, and to no other. */
function checkedMail(
  { password, ...server }: MailChange,
  before: AlertSettings['mail'],
): NonNullable<AlertSettings['mail']> {
  if (server.security === 'none' && !thisComputer.includes(server.host))
    throw new Refusal('badSetting', { name: 'security', why: 'mailInClear' });
  const isSame = before?.host === server.host && before.username === server.username;
  const isWeaker = before?.security !== server.security && server.security === 'none';
  if (server.username !== null && password === undefined && (!isSame || isWeaker))
    throw new Refusal('badSetting', { name: 'password', why: 'passwordAnew' });
  return server;
}

/** Whoever has the address may post there: only its host is kept where it can be seen. */
function checkedReceiver(
  { kind, address }: NonNullable<AlertsChange['web']>,
  before: AlertSettings['web'],
): NonNullable<AlertSettings['web']> {
  if (address === undefined) {
    if (before === null) throw new Refusal('badSetting', { name: 'address', why: 'noAddress' });
    return { kind, host: before.host };
  }
  if (!URL.canParse(address)) throw new Refusal('badSetting', { name: 'address', why: 'https' });
  requireSafeAddress(address, 'address');
  return { kind, host: new URL(address).host };
}

/** Nobody is told any more. */
export async function turnOff(sync: Sync): Promise<void> {
  await changeAlerts(sync, { mail: null, web: null });
}

/**
 * One message on every way, now. What did not arrive is told, and where the way is seen to work again it is tried at once with what waits.
 * @throws Refusal `nobodyTold`
 */
export async function sendTest(
  sync: Sync,
  computer: string,
  signal = new AbortController().signal,
): Promise<{
  sent: AlertChannel[];
  failed: { channel: AlertChannel; code: string; args: Refusal['args'] }[];
}> {
  const { ledger, ports } = sync;
  const settings = readState(ledger, 'alerts');
  const ways = alertChannels.filter((channel) => settings[channel] !== null);
  if (ways.length === 0) throw new Refusal('nobodyTold');
  const shop = readSetting(ledger, 'shopify')?.shop ?? '';
  const said = alertText(settings, { shop, computer }, 'test', []);
  const alert = { ...said, kind: 'test', isStill: false, id: ports.random.uuid() } as const;
  const outcomes = await Promise.all(
    ways.map(async (channel) => {
      try {
        return { channel, failure: await sendAlert(ports, channel, settings, alert, signal) };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return { channel, failure: error };
      }
    }),
  );
  for (const { channel, failure } of outcomes) noteDelivery(sync, channel, failure);
  if (outcomes.some(({ failure }) => failure === null)) forgetPauses(sync);
  return {
    sent: outcomes.flatMap(({ channel, failure }) => (failure === null ? [channel] : [])),
    failed: outcomes.flatMap(({ channel, failure }) =>
      failure === null ? [] : [{ channel, code: failure.code, args: failure.args }],
    ),
  };
}
