import { type AlertSettings, alertSubjects } from '../../../shared/contract/alerts.ts';
import { type RefusalArgs, type RefusalCode, refusalCodes } from '../../../shared/contract/base.ts';
import { type Explanation, explainRefusal } from '../../../shared/i18n/sentences.ts';
import { createTranslator, type Translator } from '../../../shared/i18n/translate.ts';
import { stockholmMinute } from '../../rules/days.ts';
import type { Standstill } from '../../rules/standstills.ts';

export type AlertKind = 'begun' | 'over' | 'test';

/** A message in the shop's language. */
export interface AlertText {
  readonly title: string;
  readonly text: string;
}

/** What is known of the shop without telling anything of a person. */
export interface Sender {
  readonly shop: string;
  /** What people call this computer; empty: not known. */
  readonly computer: string;
}

/** A message leaves the computer: of what a trouble knows only this goes along. No file, no article, no person. */
const tellable: ReadonlySet<string> = new Set(['side', 'shop', 'failure', 'seconds', 'scopes', 'minutes']);

function toldArgs(args: RefusalArgs): RefusalArgs {
  const told = Object.fromEntries(Object.entries(args).filter(([name]) => tellable.has(name)));
  const address = String(args.address ?? '');
  return address === ''
    ? told
    : { ...told, address: URL.canParse(address) ? new URL(address).host : address };
}

function explain(translator: Translator, { subject, code, args }: Standstill): Explanation {
  const { t } = translator;
  if (subject === 'guard') {
    return { what: t('alert.guard.what'), stock: t('alert.guard.stock'), next: t('alert.guard.next') };
  }
  const known = refusalCodes.find((one): one is RefusalCode => one === code);
  if (known !== undefined) return explainRefusal(translator, known, toldArgs(args));
  return { what: t('log.trouble'), stock: '', next: t('alert.seeProgram') };
}

function paragraph(translator: Translator, kind: AlertKind, one: Standstill): string {
  const { t } = translator;
  const since = stockholmMinute(one.since);
  if (kind === 'over') return t('alert.overSince', { what: t(`alert.subject.${one.subject}`), since });
  const { what, stock, next } = explain(translator, one);
  return [`${what} ${t('alert.since', { since })}`, stock, next && t('alert.next', { next })]
    .filter(Boolean)
    .join('\n');
}

/** What is told, what matters most first; a test tells of nothing. */
export function alertText(
  { language }: Pick<AlertSettings, 'language'>,
  { shop, computer }: Sender,
  kind: AlertKind,
  told: readonly Standstill[],
): AlertText {
  const translator = createTranslator(language);
  const { t } = translator;
  const sorted = alertSubjects.flatMap((subject) => told.filter((one) => one.subject === subject));
  const parts = sorted.map((one) => paragraph(translator, kind, one));
  if (kind === 'test') parts.push(t('alert.testText'));
  if (kind === 'begun') parts.push(t('alert.onceMore'));
  const where = computer === '' ? t('alert.from', { shop }) : t('alert.fromComputer', { shop, computer });
  return { title: t(`alert.title.${kind}`, { shop }), text: [...parts, where].join('\n\n') };
}
