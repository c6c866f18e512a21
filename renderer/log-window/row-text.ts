/** A row of the log as text and as cells of a file, in the words of the screen. */
import type { LogLine } from '../../shared/contract/activity.ts';
import { doneByText, logCauseText, logSentence } from '../../shared/i18n/sentences.ts';
import type { Translator } from '../../shared/i18n/translate.ts';
import { printableLine } from '../../shared/words/control-characters.ts';
import type { Formats } from '../base/formats.ts';

export interface Names {
  store(storeNumber: string): string;
  /** A gid, or what Shopify calls the location. */
  location(locationId: string): string;
}

/** For a mail to a colleague, or wherever else it is pasted. */
export function rowText(line: LogLine, names: Names, translator: Translator, formats: Formats): string {
  const number = (value: number | null) => (value === null ? '–' : formats.number(value));
  const parts = [
    formats.stamp(line.at),
    logSentence(translator, line),
    line.articleNumber === null ? null : `${line.articleNumber} ${line.name ?? ''}`.trim(),
    line.storeNumber === null ? null : names.store(line.storeNumber),
    line.before === null && line.after === null ? null : `${number(line.before)} → ${number(line.after)}`,
    logCauseText(translator, line),
    doneByText(translator, line.by),
  ];
  return printableLine(parts.filter(Boolean).join(' · '));
}

export function csvHead({ t }: Translator): string[] {
  return [
    t('column.time'),
    t('column.event'),
    t('column.article'),
    t('column.name'),
    t('column.store'),
    t('column.location'),
    t('window.log.before'),
    t('window.log.after'),
    t('column.cause'),
    t('column.result'),
    t('window.log.sentence'),
    t('column.who'),
    t('column.computer'),
  ];
}

export function csvCells(
  line: LogLine,
  names: Names,
  translator: Translator,
  formats: Formats,
): (string | number | null)[] {
  const { t } = translator;
  return [
    formats.stamp(line.at),
    t(`logEvent.${line.event}`),
    line.articleNumber,
    line.name,
    line.storeNumber === null ? null : names.store(line.storeNumber),
    line.locationId === null ? null : names.location(line.locationId),
    line.before,
    line.after,
    logCauseText(translator, line),
    t(`logResult.${line.result}`),
    logSentence(translator, line),
    line.by?.person ?? null,
    line.by?.computer ?? null,
  ];
}
