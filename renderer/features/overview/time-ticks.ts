const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** What an axis of time is divided by, so that every tick is a whole number of something. */
const steps = [
  15 * SECOND,
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
];

/** At most five ticks, from 0 to past the longest. */
export function ticksTo(longest: number): number[] {
  const step = steps.find((one) => longest / one <= 4) ?? Math.ceil(longest / 4 / DAY) * DAY;
  const count = Math.max(1, Math.ceil(longest / step));
  return Array.from({ length: count + 1 }, (_, tick) => tick * step);
}
