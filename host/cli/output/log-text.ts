/** A row of the sync log as one line of text. Pure. */

import type { LogLine } from '../../../shared/contract/activity.ts';
import { doneByText, logCauseText, logSentence } from '../../../shared/i18n/sentences.ts';
import type { Translator } from '../../../shared/i18n/translate.ts';
import { printableLine } from '../../../shared/words/control-characters.ts';
import type { OurTime } from '../../../shared/words/time.ts';
import type { Formats } from './formats.ts';

/** `14:32:07  Lagersaldot skickades till Shopify.  0042 Kaffe  butik 1  12 → 11 (−1)  försäljning` */
export function logText(translator: Translator, formats: Formats, line: LogLine, now: OurTime): string {
  const article = [line.articleNumber, line.name].filter((part) => part !== null).join(' ');
  const store =
    line.storeNumber === null ? '' : `${translator.t('column.store').toLowerCase()} ${line.storeNumber}`;
  const result =
    line.result === 'ok' || line.result === 'info' ? '' : translator.t(`logResult.${line.result}`);
  return [
    formats.clock(line.at, now),
    logSentence(translator, line),
    article,
    store,
    formats.change(line.before, line.after),
    logCauseText(translator, line),
    doneByText(translator, line.by),
    result,
  ]
    .filter((part) => part !== '')
    .map(printableLine)
    .join('  ');
}
