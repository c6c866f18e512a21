import { later, msBetween, type OurTime, ourTime } from '../../shared/words/time.ts';
import { firstInstant, isDay, stockholmDay, stockholmMinute } from './days.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A night begins at 03:00 by the shop's clock: the tills have closed, and nobody counts yet. */
const NIGHT_BEGINS_MS = 3 * HOUR;
const NIGHTLY_KEPT = 7;
const UPDATES_KEPT = 3;
const UPDATES_KEPT_DAYS = 30;

/** The night an instant belongs to, named by the day it began: `2026-11-23` from 03:00 that day until 03:00 the next. */
export function nightOf(now: OurTime): string {
  return stockholmDay(later(now, -NIGHT_BEGINS_MS));
}

/** The file that a night's copy of the ledger is. */
export function nightlyCopy(night: string): string {
  return `ledger-${night}.sqlite`;
}

/** The copy of a ledger of that version that is made just before a newer program changes its tables. */
export function updateCopy(now: OurTime, version: number): string {
  return `ledger-${stockholmDay(now)}-before-update-v${version}.sqlite`;
}

/** The copy that a person has asked for: none of those that go with the nights. Of two within a minute the later one stays. */
export function copyByHand(now: OurTime): string {
  const [day = '', time = ''] = stockholmMinute(now).split(' ');
  return `ledger-${day}-by-hand-${time.replace(':', '')}.sqlite`;
}

/** The file that a new computer opens. It is no copy that is put back, and none that goes with the years. */
export function moveFile(movedAt: OurTime): string {
  return `moved-${stockholmDay(movedAt)}.sqlite`;
}

const named = /^ledger-(\d{4}-\d{2}-\d{2})(?:(\.sqlite$)|-by-hand-(\d{2})(\d{2}))?/;

/**
 * When the copy of that name was made. Whoever copies the folder may give the file another time; its name has the day, and where its time is of
 * another it is not believed.
 */
export function copyMadeAt(name: string, fileTime: OurTime): OurTime {
  const [, day = '', isNightly, hours, minutes] = named.exec(name) ?? [];
  if (!isDay(day)) return fileTime;
  const dayOfFile = isNightly === undefined ? stockholmDay(fileTime) : nightOf(fileTime);
  if (dayOfFile === day) return fileTime;
  const sinceMidnight =
    hours === undefined ? NIGHT_BEGINS_MS : Number(hours) * HOUR + Number(minutes) * (HOUR / 60);
  return ourTime(firstInstant(day) + sinceMidnight);
}

const nightly = /^ledger-(\d{4}-\d{2}-\d{2})\.sqlite$/;
const beforeUpdate = /^ledger-(\d{4}-\d{2}-\d{2})-before-update-v\d+\.sqlite$/;

/**
 * Which of the copies that are there go: all but the last seven nights, and of those before an update all but the last three and the
 * last 30 days. What was just made stays whatever the clock says, and what is not named by us is not ours.
 */
export function copiesToRemove(names: readonly string[], made: string, now: OurTime): string[] {
  const newestFirst = (pattern: RegExp) =>
    names
      .filter((name) => pattern.test(name))
      .sort()
      .reverse();
  const isOld = (name: string) => {
    const day = beforeUpdate.exec(name)?.[1] ?? '';
    return msBetween(ourTime(Date.parse(`${day}T00:00:00Z`)), now) > UPDATES_KEPT_DAYS * DAY;
  };
  return [
    ...newestFirst(nightly).slice(NIGHTLY_KEPT),
    ...newestFirst(beforeUpdate).slice(UPDATES_KEPT).filter(isOld),
  ].filter((name) => name !== made);
}
