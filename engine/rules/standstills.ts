/**
 * What is told of a trouble to somebody who is not there, and when: once when it has lasted, once when it is well again. Each way of telling
 * has its own memory, so that one that fails for a while neither repeats nor loses what the other has told.
 */
import type { AlertChannel, AlertSubject } from '../../shared/contract/alerts.ts';
import type { RefusalArgs } from '../../shared/contract/base.ts';
import { needsPerson } from '../../shared/contract/troubles.ts';
import type { OurTime } from '../../shared/words/time.ts';

/** What is so right now. */
export interface Seen {
  readonly subject: AlertSubject;
  readonly code: string;
  readonly args: RefusalArgs;
  /** For people to read. */
  readonly since: OurTime;
}

export interface Standstill extends Seen {
  /** When it was last seen to be so. */
  readonly seenAt: OurTime;
  /** How long it has been seen to last, ms; a computer that sleeps or is off sees nothing. */
  readonly lastedMs: number;
  /** How long it has been seen to be well since, ms; 0: it is not. */
  readonly wellMs: number;
  /** The ways on which it has been told that it began, and not yet that it is well. */
  readonly told: AlertChannel[];
}

/** What is well for less may be about to come back. */
const WELL_MS = 5 * 60_000;
/** What passes by itself is worth a message only when it does not. */
const LONG_MS = 60 * 60_000;

/** One look later. */
export interface Look {
  readonly at: OurTime;
  /** Since the look before, ms. */
  readonly passedMs: number;
  readonly seen: readonly Seen[];
  /** Something has shown since then that the subject is well: that nothing is heard of a trouble is no proof. */
  readonly isProven: (subject: AlertSubject, since: OurTime) => boolean;
}

/** What stands still now, and what did and is still to be told to be over. */
export function lookAgain(held: readonly Standstill[], look: Look): Standstill[] {
  const now = look.seen.map((seen): Standstill => {
    const known = held.find(({ subject }) => subject === seen.subject);
    if (!known) return { ...seen, seenAt: look.at, lastedMs: 0, wellMs: 0, told: [] };
    return {
      ...known,
      code: seen.code,
      args: seen.args,
      seenAt: look.at,
      lastedMs: known.lastedMs + look.passedMs,
      wellMs: 0,
    };
  });
  const gone = held.filter(({ subject }) => !look.seen.some((seen) => seen.subject === subject));
  const well = gone.map((one) =>
    look.isProven(one.subject, one.seenAt) ? { ...one, wellMs: one.wellMs + look.passedMs } : one,
  );
  return [...now, ...well.filter(({ told, wellMs }) => told.length > 0 || wellMs < WELL_MS)];
}

/** What a way has to tell. `begun` and `over` are messages of their own. */
export interface Due {
  readonly begun: readonly Standstill[];
  readonly over: readonly Standstill[];
}

/** What would be due soon goes along: a network that fails takes both sides with it, and is one message. */
const SOON = 0.5;

/** `at`: of the last look. `afterMs`: how long a trouble that needs a person lasts before it is told. */
export function dueOn(
  channel: AlertChannel,
  held: readonly Standstill[],
  { at, afterMs }: { readonly at: OurTime; readonly afterMs: number },
): Due {
  const patience = (one: Standstill) => (needsPerson(one) ? afterMs : Math.max(afterMs, LONG_MS));
  const isTold = ({ told }: Standstill) => told.includes(channel);
  const untold = held.filter((one) => one.seenAt === at && !isTold(one));
  const over = held.filter((one) => one.wellMs > 0 && isTold(one));
  return {
    begun: untold.some((one) => one.lastedMs >= patience(one))
      ? untold.filter((one) => one.lastedMs >= SOON * patience(one))
      : [],
    over: over.some((one) => one.wellMs >= WELL_MS) ? over.filter((one) => one.wellMs >= SOON * WELL_MS) : [],
  };
}

/** After a message has arrived. */
export function toldOn(
  channel: AlertChannel,
  held: readonly Standstill[],
  { begun, over }: Due,
): Standstill[] {
  const has = (list: readonly Standstill[], { subject }: Standstill) =>
    list.some((one) => one.subject === subject);
  return held
    .map((one) => {
      if (has(begun, one)) return { ...one, told: [...one.told, channel] };
      return has(over, one) ? { ...one, told: one.told.filter((way) => way !== channel) } : one;
    })
    .filter(({ told, wellMs }) => told.length > 0 || wellMs < WELL_MS);
}
