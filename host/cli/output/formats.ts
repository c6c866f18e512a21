/** Numbers and times as a Swedish (or English) reader expects them. Days are Europe/Stockholm. Pure. */
import type { Translator } from '../../../shared/i18n/translate.ts';
import { epochMs, msBetween, type OurTime, type ShopTime } from '../../../shared/words/time.ts';

const TIME_ZONE = 'Europe/Stockholm';
const MINUS = '\u2212';

type Instant = OurTime | ShopTime;

/** So far ahead an instant is not just told between two looks at the clock. */
const AHEAD_MS = 5_000;

export interface Formats {
  /** `1 240`, `2,75`; »–« for what is unknown. */
  number(value: number | null): string;
  /** `12 → 11 (−1)`; the difference only when both are known and differ. */
  change(before: number | null, after: number | null): string;
  /** `i dag 14:32`, otherwise `2026-11-23 14:32`. */
  instant(at: Instant | null, now: OurTime): string;
  /** `14:32:07`, with the day before it when it is not today. */
  clock(at: Instant, now: OurTime): string;
  /** `för 8 s sedan`; an instant that is still to come was told by another clock than the one on the wall now: unknown. */
  age(at: OurTime | null, now: OurTime): string;
}

export function createFormats(translator: Translator): Formats {
  const tag = translator.locale === 'sv' ? 'sv-SE' : 'en-GB';
  const numbers = new Intl.NumberFormat(tag, { maximumFractionDigits: 3 });
  // sv-SE writes days as 2026-11-23, which both languages read without guessing.
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: TIME_ZONE, dateStyle: 'short' });
  const minute = new Intl.DateTimeFormat('sv-SE', { timeZone: TIME_ZONE, timeStyle: 'short' });
  const second = new Intl.DateTimeFormat('sv-SE', { timeZone: TIME_ZONE, timeStyle: 'medium' });

  const number = (value: number | null) =>
    value === null ? translator.t('cli.none') : numbers.format(value).replace('-', MINUS);
  const signed = (value: number) => (value > 0 ? `+${number(value)}` : number(value));

  return {
    number,
    change: (before, after) => {
      if (before === null && after === null) return '';
      const difference = before === null || after === null ? 0 : Math.round((after - before) * 1000) / 1000;
      const arrow = `${number(before)} → ${number(after)}`;
      return difference === 0 ? arrow : `${arrow} (${signed(difference)})`;
    },
    instant: (at, now) => {
      if (at === null) return translator.t('cli.never');
      const time = minute.format(epochMs(at));
      const onDay = day.format(epochMs(at));
      return onDay === day.format(epochMs(now)) ? translator.t('cli.todayAt', { time }) : `${onDay} ${time}`;
    },
    clock: (at, now) => {
      const onDay = day.format(epochMs(at));
      const time = second.format(epochMs(at));
      return onDay === day.format(epochMs(now)) ? time : `${onDay} ${time}`;
    },
    age: (at, now) => {
      if (at === null) return translator.t('cli.age.never');
      const ms = msBetween(at, now);
      if (ms < -AHEAD_MS) return translator.t('cli.age.unknown');
      const seconds = Math.max(0, Math.round(ms / 1000));
      if (seconds < 60) return translator.t('cli.age.seconds', { n: seconds });
      if (seconds < 3600) return translator.t('cli.age.minutes', { n: Math.floor(seconds / 60) });
      if (seconds < 172_800) return translator.t('cli.age.hours', { n: Math.floor(seconds / 3600) });
      return translator.t('cli.age.days', { n: Math.floor(seconds / 86_400) });
    },
  };
}
