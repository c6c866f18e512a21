/**
 * EasyCashier's days are Swedish days (facts, §1.3: »day = Europe/Stockholm«). Stockholm is a whole number of
 * hours from UTC, in summer as in winter, so one answer holds for a whole UTC hour and is kept.
 */
const hour = 3_600_000;
const formatter = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Stockholm',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});
const known = new Map<number, string>();

/** The day in Stockholm, `YYYY-MM-DD`, of a time in milliseconds since the epoch. */
export function stockholmDay(at: number): string {
  const bucket = Math.floor(at / hour);
  let day = known.get(bucket);
  if (day === undefined) {
    if (known.size > 50_000) known.clear();
    day = formatter.format(bucket * hour);
    known.set(bucket, day);
  }
  return day;
}
