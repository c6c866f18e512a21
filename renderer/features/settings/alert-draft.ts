/** What is typed under »När det står stilla«, what is wrong with it, and what of it is set. Pure. */
import type { AlertsChange, AlertsView } from '../../../shared/contract/alerts.ts';
import { clockTimePattern, type MailSecurity, usualMailPort } from '../../../shared/words/alerts.ts';

type Receiver = NonNullable<AlertsView['web']>['kind'];

export interface DayDraft {
  readonly isOpen: boolean;
  readonly from: string;
  readonly to: string;
}

/** As it stands on the screen. */
export interface AlertDraft {
  readonly byMail: boolean;
  readonly to: string;
  readonly from: string;
  readonly host: string;
  readonly port: string;
  readonly security: MailSecurity;
  readonly username: string;
  /** Empty: the one that is kept. */
  readonly password: string;
  readonly byWeb: boolean;
  readonly kind: Receiver;
  /** Empty: the one that is kept. */
  readonly address: string;
  readonly byRelay: boolean;
  readonly afterMinutes: string;
  readonly days: readonly DayDraft[];
}

export type AlertField = Exclude<
  keyof AlertDraft,
  'byMail' | 'byWeb' | 'byRelay' | 'security' | 'kind' | 'days'
>;

/** Words under `window.alerts.wrong`. */
export type Wrong = 'missing' | 'mail' | 'host' | 'port' | 'https' | 'minutes' | 'passwordAnew' | 'times';

export function draftOf({ mail, web, byRelay, afterMinutes, hours }: AlertsView): AlertDraft {
  return {
    byMail: mail !== null,
    to: mail?.to.join(', ') ?? '',
    from: mail?.from ?? '',
    host: mail?.host ?? '',
    port: String(mail?.port ?? usualMailPort.starttls),
    security: mail?.security ?? 'starttls',
    username: mail?.username ?? '',
    password: '',
    byWeb: web !== null,
    kind: web?.kind ?? 'teams',
    address: '',
    byRelay,
    afterMinutes: String(afterMinutes),
    days: hours.map((day) => ({ isOpen: day !== null, from: day?.from ?? '09:00', to: day?.to ?? '18:00' })),
  };
}

const thisComputer = ['127.0.0.1', 'localhost', '::1'];
export const isThisComputer = (host: string) => thisComputer.includes(host.trim());

const receivers = (to: string) =>
  to
    .split(/[,;\s]+/)
    .map((one) => one.trim())
    .filter(Boolean);
const isMail = (text: string) => /^[^\s@"<>,;]+@[^\s@"<>,;]+\.[^\s@"<>,;]+$/.test(text);
const isPort = (text: string) => /^\d{1,5}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= 65_535;
const isMinutes = (text: string) =>
  /^\d{1,4}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= 1_440;

/** Where it leads, if it is one that may be used. */
function isReceiver(text: string): boolean {
  if (!URL.canParse(text.trim())) return false;
  const { protocol, hostname, username, password } = new URL(text.trim());
  if (username + password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isThisComputer(hostname));
}

function wrongMail(draft: AlertDraft, kept: AlertsView['mail']): Partial<Record<AlertField, Wrong>> {
  if (!draft.byMail) return {};
  const { to, from, host, port, username, password } = draft;
  const isSame = kept?.host === host.trim() && kept.username === username.trim();
  const found: Partial<Record<AlertField, Wrong | false>> = {
    to: receivers(to).length === 0 ? 'missing' : !receivers(to).every(isMail) && 'mail',
    from: from.trim() === '' ? 'missing' : !isMail(from.trim()) && 'mail',
    host: host.trim() === '' ? 'missing' : !/^[A-Za-z0-9.:_-]+$/.test(host.trim()) && 'host',
    port: !isPort(port) && 'port',
    password: username.trim() !== '' && password === '' && !isSame && 'passwordAnew',
  };
  return onlyWrong(found);
}

const onlyWrong = (found: Partial<Record<AlertField, Wrong | false>>) =>
  Object.fromEntries(Object.entries(found).filter(([, wrong]) => wrong)) as Partial<
    Record<AlertField, Wrong>
  >;

/** What of it cannot be set, and why; by field. */
export function wrongOf(draft: AlertDraft, view: AlertsView): Partial<Record<AlertField, Wrong>> {
  const needsAddress = draft.byWeb && draft.address.trim() === '' && view.web === null;
  return {
    ...wrongMail(draft, view.mail),
    ...onlyWrong({
      address: needsAddress
        ? 'missing'
        : draft.byWeb && draft.address.trim() !== '' && !isReceiver(draft.address) && 'https',
      afterMinutes: !isMinutes(draft.afterMinutes) && 'minutes',
    }),
  };
}

/** A day ends after it begins. */
export const isDayWrong = ({ isOpen, from, to }: DayDraft) =>
  isOpen && !(clockTimePattern.test(from) && clockTimePattern.test(to) && from < to);

/** What is told is told in the language that the window is read in. */
export function changeOf(draft: AlertDraft, language: 'sv' | 'en'): AlertsChange {
  const { host, port, security, username, password, from, to } = draft;
  const server = {
    host: host.trim(),
    port: Number(port),
    security,
    username: username.trim() === '' ? null : username.trim(),
    from: from.trim(),
    to: receivers(to),
    ...(username.trim() === '' || password === '' ? {} : { password }),
  };
  const address = draft.address.trim() === '' ? {} : { address: draft.address.trim() };
  return {
    language,
    afterMinutes: Number(draft.afterMinutes),
    hours: draft.days.map(({ isOpen, from: opens, to: closes }) =>
      isOpen ? { from: opens, to: closes } : null,
    ),
    byRelay: draft.byRelay,
    mail: draft.byMail ? server : null,
    web: draft.byWeb ? { kind: draft.kind, ...address } : null,
  };
}
