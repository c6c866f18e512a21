/**
 * Four clocks that never mix. An instant is a number while the program runs, and opaque to the compiler: instants of one clock
 * compare with `<` and `===`, everything else goes through the functions here, and two clocks do not meet by mistake.
 * What has no name of its own is a duration in milliseconds.
 */
declare const clock: unique symbol;
interface Instant<Clock extends string> {
  readonly [clock]: Clock;
}

/** By this computer's wall clock. It may be wrong, drift, and be set at any time: for people to read, and for what must outlive the process. */
export type OurTime = Instant<'ours'>;
/** By Shopify's clock: the timestamps of orders and levels, and our estimate of what that clock shows now. */
export type ShopTime = Instant<'shop'>;
/** By EasyCashier's clock, as its answers tell it: how old a reading is, also for the next process. */
export type TillTime = Instant<'till'>;
/** By a clock that only goes on, from anywhere, and starts anew with each process: for waits, pacing, deadlines and whatever is due. */
export type MonotonicTime = Instant<'monotonic'>;

type AnyTime = OurTime | ShopTime | TillTime | MonotonicTime;

/** From milliseconds since the epoch. Made where the wall clock is read, and where a stored or told instant is taken in. */
export const ourTime = (epochMs: number): OurTime => epochMs as unknown as OurTime;
/** From milliseconds since the epoch. Made where Shopify's timestamps and its `Date` are read. */
export const shopTime = (epochMs: number): ShopTime => epochMs as unknown as ShopTime;
/** From milliseconds since the epoch. Made where EasyCashier's `Date` is read. */
export const tillTime = (epochMs: number): TillTime => epochMs as unknown as TillTime;
/** From milliseconds since whenever. Made where the monotonic clock is read. */
export const monotonicTime = (ms: number): MonotonicTime => ms as unknown as MonotonicTime;

/** Milliseconds since the epoch, for calendars and for print. */
export const epochMs = (instant: OurTime | ShopTime | TillTime): number => instant as unknown as number;

/** `ms` after the instant; before it where `ms` is negative. */
export const later = <Time extends AnyTime>(instant: Time, ms: number): Time =>
  ((instant as unknown as number) + ms) as unknown as Time;

/** How long after `from` it is at `to`; negative where `to` comes first. */
export const msBetween = <Time extends AnyTime>(from: Time, to: NoInfer<Time>): number =>
  (to as unknown as number) - (from as unknown as number);

/** The later of two. */
export const latest = <Time extends AnyTime>(one: Time, other: NoInfer<Time>): Time =>
  one < (other as Time) ? (other as Time) : one;
