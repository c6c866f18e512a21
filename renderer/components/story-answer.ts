/** »Varför är saldot fel?« in a sentence or two: how each store stands, and what happened last. Pure. */
import type { LogCause } from '../../shared/contract/activity.ts';
import { logCauseText } from '../../shared/i18n/sentences.ts';
import type { Translator } from '../../shared/i18n/translate.ts';
import type { OurTime } from '../../shared/words/time.ts';
import type { WindowClient } from '../base/connection.ts';
import type { Formats } from '../base/formats.ts';

type Story = Awaited<ReturnType<WindowClient['articles']['story']>>;
type Article = Story['article'];
export type StoryLine = Story['lines'][number];
type Cell = Article['cells'][number];

interface Words {
  readonly translator: Translator;
  readonly formats: Formats;
  readonly now: OurTime;
}

/** One sentence for what is not as it should be; where all is, that it is. */
export function storyAnswer(article: Article, lines: readonly StoryLine[], words: Words): string[] {
  const { t } = words.translator;
  // Why it has no partner, and the cure, stand there already.
  if (article.miss !== null) return [];
  if (!article.isWebshop) return [t('window.story.answer.notWebshop')];
  const standing = article.cells.flatMap((cell) => cellAnswer(cell, words));
  const held = article.cells.flatMap(({ storeName, held: units }) =>
    units === 0 ? [] : [t('window.story.answer.buffer', { store: storeName, units })],
  );
  const setAside = article.cells.flatMap(({ storeName, setAside: units }) =>
    units === 0 ? [] : [t('window.story.answer.setAside', { store: storeName, units })],
  );
  const equal =
    standing.length === 0 && article.cells.length > 0 ? [t('window.story.answer.inStep')] : standing;
  return [...equal, ...held, ...setAside, ...lastChange(article, lines, words)];
}

function cellAnswer({ state, storeName, shopify, target }: Cell, { translator, formats }: Words): string[] {
  if (state === 'inStep' || state === 'unmatched') return [];
  const number = (value: number | null) => (value === null ? '–' : formats.number(value));
  const key = state === 'sending' ? 'queued' : state;
  return [
    translator.t(`window.story.answer.${key}`, {
      store: storeName,
      shopify: number(shopify),
      target: number(target),
    }),
  ];
}

/** A number that was sent for its own sake. */
const ownWill: ReadonlySet<LogCause> = new Set(['syncAll', 'undo', 'changedByOther', 'settings', 'asked']);

/** The last time that a number moved. */
function lastChange(
  article: Article,
  lines: readonly StoryLine[],
  { translator, formats, now }: Words,
): string[] {
  const moves = lines.filter(({ before, after }) => before !== null && after !== null && before !== after);
  // What was sent because of it comes after it, and is not what is asked about.
  const moved = moves.find(({ event, cause }) => event !== 'pushed' || ownWill.has(cause)) ?? moves[0];
  if (moved === undefined || moved.before === null || moved.after === null) return [];
  const store = article.cells.find((cell) => cell.storeNumber === moved.storeNumber)?.storeName ?? '–';
  const when = formats.moment(moved.at, now);
  const units = moved.before - moved.after;
  if (moved.cause === 'sale' && moved.event === 'balanceChanged' && units > 0)
    return [translator.t('window.story.answer.sold', { units: formats.number(units), when, store })];
  return [
    translator.t('window.story.answer.last', {
      cause: logCauseText(translator, moved),
      when,
      store,
      before: formats.number(moved.before),
      after: formats.number(moved.after),
    }),
  ];
}
