/** Numbers and instants as people of the place write them: 1 240; 2,75; i dag 14:32. */
import type { Locale } from '../../shared/i18n/translate.ts';

export interface Formats {
  /** At most three decimals. */
  number(value: number): string;
  /** `+3`, `−2`, `±0`. */
  signed(value: number): string;
  /** 14:32:07 */
  time(at: number): string;
  /** 14:32 */
  minute(at: number): string;
  /** `3 nov.`, of a day written `2026-11-03`. */
  day(day: string): string;
  /** `i dag 14:32`, `i går 09:10`, `3 nov. 14:32`. */
  moment(at: number, now: number): string;
  /** 2026-11-24 14:32:07, for files and tooltips. */
  stamp(at: number): string;
  /** `8 s`, `3 min`, `2 tim`, `5 d`. */
  age(ms: number): string;
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
  const dayAndYear = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short', year: 'numeric' });
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  const dateOnly = (at: number) => new Date(at).toDateString();
  const DAY = 86_400_000;
  const pad = (value: number) => String(value).padStart(2, '0');

  return {
    number: (value) => minus(numbers.format(value)),
    signed: (value) => (value === 0 ? '±0' : minus(signs.format(value))),
    time: (at) => clock.format(at),
    minute: (at) => minute.format(at),
    day: (text) => day.format(new Date(`${text}T12:00`)),
    moment: (at, now) => {
      if (dateOnly(at) === dateOnly(now)) return `${relative.format(0, 'day')} ${minute.format(at)}`;
      if (dateOnly(at) === dateOnly(now - DAY)) return `${relative.format(-1, 'day')} ${minute.format(at)}`;
      const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
      return `${(isThisYear ? day : dayAndYear).format(at)} ${minute.format(at)}`;
    },
    stamp: (at) => {
      const date = new Date(at);
      const ymd = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
      return `${ymd} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
    },
    age: (ms) => {
      const seconds = Math.max(0, Math.round(ms / 1_000));
      if (seconds < 60) return `${seconds} s`;
      if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
      if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} ${locale === 'sv' ? 'tim' : 'h'}`;
      return `${Math.floor(seconds / 86_400)} d`;
    },
    percent: (share) => percents.format(share),
  };
}
