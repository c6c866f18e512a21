import type { AlertChannel, AlertSettings, ReceiverKind } from '../../../shared/contract/alerts.ts';
import { MailRefused } from '../../mail-refused.ts';
import { failureArgs, whyNoAnswer } from '../../network-failure.ts';
import type { Ports } from '../../ports.ts';
import { isNothing, receive } from '../../receive.ts';
import { Refusal } from '../../refusal.ts';
import type { AlertKind, AlertText } from './alert-text.ts';

/** Until a mail server has taken the message, and until an address has answered. */
const MAIL_MS = 60_000;
const WEB_MS = 20_000;
/** Nobody reads what is answered. */
const ANSWER = { bytes: 64_000, ms: 5_000 };

/** A message on its way. */
export interface Alert extends AlertText {
  readonly kind: AlertKind;
  /** Something still stands still that has been told here: a check outside must not turn green. */
  readonly isStill: boolean;
  /** The same when it is sent once more. */
  readonly id: string;
}

type Way = Pick<Ports, 'secrets' | 'http' | 'monotonic' | 'sendMail' | 'log'>;

/**
 * One message on one way. `signal` gives it up. Returns why it has not arrived everywhere; null: it has.
 * @throws Refusal why it has arrived nowhere, without a secret and without a person
 */
export async function sendAlert(
  ports: Way,
  channel: AlertChannel,
  settings: AlertSettings,
  alert: Alert,
  signal: AbortSignal,
): Promise<Refusal | null> {
  if (channel === 'mail') return sendByMail(ports, settings, alert, signal);
  await postToAddress(ports, settings, alert, signal);
  return null;
}

async function sendByMail(
  ports: Way,
  { mail: server }: AlertSettings,
  { title, text, id }: Alert,
  signal: AbortSignal,
): Promise<Refusal | null> {
  const { secrets, sendMail } = ports;
  if (server === null) throw new Refusal('nobodyTold');
  if (!sendMail) throw new Refusal('notSupported');
  const { host, port, security, username, from, to } = server;
  const password = username === null ? null : await secrets.get('alerts.mailPassword');
  if (username !== null && password === null) throw new Refusal('alertSecretGone', { receiver: host });
  const login = username === null || password === null ? null : { username, password };
  const domain = from.split('@')[1] ?? 'localhost';
  const mail = { from, to, subject: title, text, messageId: `<${id}@${domain}>` };
  const post = (ended: AbortSignal) => sendMail({ ...mail, server: { host, port, security, login } }, ended);
  const { refused } = await inTime(ports, host, signal, post);
  return refused === 0 ? null : new Refusal('mailPartlyRefused', { address: host, refused });
}

async function inTime<T>(
  { monotonic, log }: Way,
  host: string,
  signal: AbortSignal,
  post: (ended: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const ended = AbortSignal.any([signal, over.signal]);
  const late = monotonic.sleep(MAIL_MS, ended).then((): never => {
    throw new Refusal('mailUnreachable', { address: host, failure: 'serverDown' });
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([post(ended), late]);
  } catch (error) {
    throw mailRefusal(error, host, log);
  } finally {
    over.abort();
  }
}

function mailRefusal(error: unknown, address: string, log: Ports['log']): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof MailRefused) {
    log.warn('alerts.mailRefused', { address, reason: error.reason, status: error.status });
    if (error.reason === 'login') return new Refusal('mailRefusedLogin', { address });
    if (error.reason === 'encryption') return new Refusal('mailNotEncrypted', { address });
    return new Refusal('mailRefused', { address, status: error.status ?? '–' });
  }
  const { failure, why } = whyNoAnswer(error);
  log.warn('alerts.mailUnreachable', { address, why });
  return new Refusal('mailUnreachable', { address, ...failureArgs(failure) });
}

async function postToAddress(
  ports: Way,
  { web }: AlertSettings,
  alert: Alert,
  signal: AbortSignal,
): Promise<void> {
  const { secrets, http, monotonic, log } = ports;
  if (web === null) throw new Refusal('nobodyTold');
  const address = await secrets.get('alerts.address');
  if (address === null) throw new Refusal('alertSecretGone', { receiver: web.host });
  const answer = await receive(monotonic, WEB_MS, () => http(post(web.kind, address, alert, signal), ANSWER));
  if (isNothing(answer)) {
    log.warn('alerts.unreachable', { address: web.host, why: answer.why });
    throw new Refusal('receiverUnreachable', { address: web.host, ...failureArgs(answer.failure) });
  }
  await answer.body?.cancel().catch(() => undefined);
  if (answer.ok) return;
  log.warn('alerts.refused', { address: web.host, status: answer.status });
  throw new Refusal('receiverRefused', { address: web.host, status: answer.status });
}

/** Whatever an address answers, the message goes nowhere else: a redirect is a refusal. */
function post(kind: ReceiverKind, address: string, alert: Alert, signal: AbortSignal): Request {
  const { title, text } = alert;
  const body = bodyOf(kind, alert);
  const type = body === null ? 'text/plain; charset=utf-8' : 'application/json';
  return new Request(kind === 'healthchecks' ? pingAddress(address, alert) : address, {
    method: 'POST',
    redirect: 'manual',
    signal,
    headers: { 'Content-Type': type },
    body: body === null ? `${title}\n\n${text}` : JSON.stringify(body),
  });
}

/** Null: the bare text. */
function bodyOf(kind: ReceiverKind, { title, text }: AlertText): object | null {
  if (kind === 'slack') return { text: `${title}\n\n${text}` };
  if (kind !== 'teams') return null;
  const block = (words: string, rest: object) => ({ type: 'TextBlock', text: words, wrap: true, ...rest });
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.2',
    body: [
      block(title, { weight: 'Bolder', size: 'Medium' }),
      // A card runs lines together that are not paragraphs.
      ...text
        .split('\n')
        .filter(Boolean)
        .map((line) => block(line, { spacing: 'Small' })),
    ],
  };
  const contentType = 'application/vnd.microsoft.card.adaptive';
  return { type: 'message', attachments: [{ contentType, contentUrl: null, content }] };
}

/** A check has an address for »it fails« and one for a word that changes nothing below its own. */
function pingAddress(address: string, { kind, isStill }: Alert): string {
  const url = new URL(address);
  const below = kind === 'test' ? '/log' : kind === 'begun' || isStill ? '/fail' : '';
  url.pathname = `${url.pathname.replace(/\/$/, '')}${below}`;
  return url.href;
}
