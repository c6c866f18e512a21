/** The contract's codes and values as sentences: the window and the command line say the same words. */
import type { LogLine, Trouble } from '../contract/activity.ts';
import type { Actor } from '../contract/actor.ts';
import type { MissCause } from '../contract/articles.ts';
import type { RefusalArgs, RefusalCode } from '../contract/base.ts';
import type { CheckLine } from '../contract/connection.ts';
import type { InboxItem } from '../contract/orders.ts';
import { actorText } from '../words/actor-text.ts';
import type { TranslationArgs, Translator } from './translate.ts';

export interface Explanation {
  /** What happened. */
  readonly what: string;
  /** What it means for the stock. */
  readonly stock: string;
  /** What to do. */
  readonly next: string;
}

/** `gid://shopify/Location/57` is 57 to a person. */
function withoutGids(args: RefusalArgs): Record<string, string | number> {
  const shown: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(args)) {
    shown[name] = typeof value === 'string' ? value.replace(/^gid:\/\/shopify\/\w+\//, '') : value;
  }
  return shown;
}

/** `unit`, `field`, `why`, `reason`, `setting` and its values may be words of the dictionary themselves (`unit.seconds`, `why.excelDamage`, `guard.massZero`). */
function spellOut(translator: Translator, args: RefusalArgs): TranslationArgs {
  const spelled = withoutGids(args);
  // The unit first: a why may name it.
  for (const [name, folder] of [
    ['unit', 'unit'],
    ['field', 'field'],
    ['why', 'why'],
    ['reason', 'guard'],
    ['setting', 'setting'],
    ['was', 'cli'],
    ['is', 'cli'],
  ] as const) {
    const word = args[name];
    if (typeof word === 'string') spelled[name] = translator.find(`${folder}.${word}`, spelled) ?? word;
  }
  return spelled;
}

export function explainRefusal(translator: Translator, code: RefusalCode, args: RefusalArgs): Explanation {
  const spelled = spellOut(translator, args);
  return withFailure(translator, spelled, {
    what: translator.t(`refusal.${code}.what`, spelled),
    stock: translator.t(`refusal.${code}.stock`, spelled),
    next: translator.t(`refusal.${code}.next`, spelled),
  });
}

/** As `explainRefusal`, for a code that may be none or whose arguments may be missing: null where there are no words for it. */
export function findRefusal(translator: Translator, code: unknown, args: RefusalArgs): Explanation | null {
  const spelled = spellOut(translator, args);
  const words = (part: keyof Explanation) => translator.find(`refusal.${code}.${part}`, spelled);
  const what = words('what');
  if (what === null) return null;
  return withFailure(translator, spelled, { what, stock: words('stock') ?? '', next: words('next') ?? '' });
}

/** What keeps us from a server, where that is known, and what to do about that instead. */
function withFailure(translator: Translator, args: TranslationArgs, refusal: Explanation): Explanation {
  const because = translator.find(`failure.${args.failure}.what`, args);
  if (because === null) return refusal;
  const next = translator.find(`failure.${args.failure}.next`, args) ?? refusal.next;
  return { ...refusal, what: `${refusal.what} ${because}`, next };
}

export function explainMiss(translator: Translator, cause: MissCause): { what: string; cure: string } {
  return { what: translator.t(`miss.${cause}.what`), cure: translator.t(`miss.${cause}.cure`) };
}

/** A failed line that knows which refusal failed it says that one's words: unreachable is not a wrong password. */
export function checkSentence(translator: Translator, line: CheckLine): string {
  const refusal = line.state === 'failed' ? findRefusal(translator, line.args.code, line.args) : null;
  if (refusal !== null) return `${refusal.what} ${refusal.next}`.trim();
  return translator.t(`check.${line.id}.${line.state}`, line.args);
}

/** The full sentence; the event's name alone where the line does not carry what the sentence needs. */
export function logSentence(translator: Translator, line: LogLine): string {
  const args: Record<string, string | number> = { ...spellOut(translator, line.args) };
  if (line.reference !== null) args.reference ??= line.reference;
  const trouble = line.event === 'trouble' ? findRefusal(translator, line.reference, args) : null;
  const sentence =
    trouble?.what ??
    translator.find(`log.${line.event}`, args) ??
    `${translator.t(`logEvent.${line.event}`)}.`;
  // Why a guard stopped or an order does not count, where the line says so.
  const word = line.args.reason ?? line.args.why ?? (line.event === 'setAside' ? line.reference : null);
  const because = typeof word === 'string' ? becauseText(translator, word, line.args) : null;
  return because === null ? sentence : `${sentence} ${because}`;
}

function becauseText(translator: Translator, word: string, args: RefusalArgs): string | null {
  return (
    ['guard', 'why', 'skip'].map((folder) => translator.find(`${folder}.${word}`, args)).find(Boolean) ?? null
  );
}

/**
 * `sale #1042`: why a row of the log is there. The reference of a trouble or of a row set aside is a code: the sentence has
 * said it. The id of a run, a plan or a change says nothing to a person.
 */
export function logCauseText(
  translator: Translator,
  line: Pick<LogLine, 'event' | 'cause' | 'reference'>,
): string {
  const cause = translator.t(`logCause.${line.cause}`);
  const isCode =
    ['trouble', 'recovered', 'setAside'].includes(line.event) ||
    /^(run|plan|boxes)-/.test(line.reference ?? '');
  return line.reference === null || isCode ? cause : `${cause} ${line.reference}`;
}

/** `av anna (KASSA-1)`; empty where nobody is known. */
export const doneByText = (translator: Translator, by: Actor | null): string =>
  by === null ? '' : translator.t('doneBy', { who: actorText(by) });

/** @param nameOf what people call a store; undefined where only its number is known */
export function inboxSentence(
  translator: Translator,
  item: Pick<InboxItem, 'kind' | 'args'>,
  nameOf: (storeNumber: string) => string | undefined = () => undefined,
): string {
  const { store } = item.args;
  const args = {
    ...withoutGids(item.args),
    ...(store === undefined
      ? {}
      : { store: nameOf(String(store)) ?? translator.t('storeByNumber', { store }) }),
  };
  return (
    translator.find(`inbox.${item.kind}`, args) ??
    translator.find(`inbox.${item.kind}OfAny`, args) ?? // of no order that could be named
    `${translator.t(`inboxKind.${item.kind}`)}.`
  );
}

export function choiceText(translator: Translator, choice: string): string {
  return translator.find(`choice.${choice}`) ?? choice;
}

/** Why a row was skipped or left: a miss cause, a known reason, or the text as it came. */
export function reasonText(translator: Translator, reason: string): string {
  return translator.find(`miss.${reason}.what`) ?? translator.find(`skip.${reason}`) ?? reason;
}

/** Why one article of many was not changed, and which one may have been meant. */
export function failedText(
  translator: Translator,
  { articleNumber, reason, near }: { articleNumber: string; reason: string; near?: string | undefined },
): string {
  const why =
    translator.find(`refusal.${reason}.what`, { article: articleNumber }) ?? reasonText(translator, reason);
  return near === undefined ? why : `${why} ${translator.t('nearMiss.article', { near })}`;
}

/** What is wrong right now. */
export function troubleText(translator: Translator, { code, args }: Pick<Trouble, 'code' | 'args'>): string {
  return findRefusal(translator, code, args)?.what ?? translator.t('log.trouble');
}
