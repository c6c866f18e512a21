/** Numbers and instants as people of the place write them: 1 240; 2,75; i dag 14:32. */
import type { Locale } from '../../shared/i18n/translate.ts';
import { epochMs, msBetween, type OurTime, type ShopTime } from '../../shared/words/time.ts';

type Instant = OurTime | ShopTime;

/** So far ahead an instant is not just seen between two ticks of the window. */
const AHEAD_MS = 5_000;

export interface Formats {
  /** At most three decimals. */
  number(value: number): string;
  /** `+3`, `−2`, `±0`. */
  signed(value: number): string;
  /** 14:32:07 */
  time(at: Instant): string;
  /** 14:32 */
  minute(at: Instant): string;
  /** `3 nov.`, of a day written `2026-11-03`. */
  day(day: string): string;
  /** `tis 24`, of a day written `2026-11-24`. */
  weekday(day: string): string;
  /** `i dag 14:32`, `i går 09:10`, `3 nov. 14:32`. */
  moment(at: Instant, now: OurTime): string;
  /** 2026-11-24 14:32:07, for files and tooltips. */
  stamp(at: Instant): string;
  /** `8 s`, `3 min`, `2 tim`, `5 d`. */
  age(ms: number): string;
  /** How long ago it was; an instant that is still to come was told by another clock than the one on the wall now: unknown. */
  since(at: OurTime, now: OurTime): string;
  percent(share: number): string;
}

/** A true minus, also where the language is content with a hyphen: it is as wide as the plus above it. */
const minus = (text: string) => text.replace('-', '−');

export function createFormats(locale: Locale): Formats {
  const tag = locale === 'sv' ? 'sv-SE' : 'en-GB';
  const numbers = new Intl.NumberFormat(tag, { maximumFractionDigits: 3 });
  const signs = new Intl.NumberFormat(tag, { maximumFractionDigits: 3, signDisplay: 'exceptZero' });
  const percents = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 0 });
  const clock = new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const minute = new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit' });
  const day = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short' });
  const weekday = new Intl.DateTimeFormat(tag, { weekday: 'short', day: 'numeric' });
  const dayAndYear = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short', year: 'numeric' });
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  const dateOnly = (ms: number) => new Date(ms).toDateString();
  const DAY = 86_400_000;
  const pad = (value: number) => String(value).padStart(2, '0');

  const age = (ms: number) => {
    const seconds = Math.max(0, Math.round(ms / 1_000));
    if (seconds < 60) return `${seconds} s`;
    if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
    if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} ${locale === 'sv' ? 'tim' : 'h'}`;
    return `${Math.floor(seconds / 86_400)} d`;
  };

  return {
    number: (value) => minus(numbers.format(value)),
    signed: (value) => (value === 0 ? '±0' : minus(signs.format(value))),
    time: (at) => clock.format(epochMs(at)),
    minute: (at) => minute.format(epochMs(at)),
    day: (text) => day.format(new Date(`${text}T12:00`)),
    weekday: (text) => weekday.format(new Date(`${text}T12:00`)),
    moment: (instant, wallClock) => {
      const [at, now] = [epochMs(instant), epochMs(wallClock)];
      if (dateOnly(at) === dateOnly(now)) return `${relative.format(0, 'day')} ${minute.format(at)}`;
      if (dateOnly(at) === dateOnly(now - DAY)) return `${relative.format(-1, 'day')} ${minute.format(at)}`;
      const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
      return `${(isThisYear ? day : dayAndYear).format(at)} ${minute.format(at)}`;
    },
    stamp: (at) => {
      const date = new Date(epochMs(at));
      const ymd = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
      return `${ymd} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
    },
    age,
    since: (at, now) => {
      const ms = msBetween(at, now);
      if (ms < -AHEAD_MS) return locale === 'sv' ? 'okänd tid' : 'an unknown time';
      return age(ms);
    },
    percent: (share) => percents.format(share),
  };
}
