import type { OurTime, ShopTime } from '../../shared/words/time.ts';
/** Where a page of what happened ends: an instant and an id, so that two things of one second both have their place. */
export interface Moment<Time extends OurTime | ShopTime> {
  readonly at: Time;
  readonly id: string;
}

/** `time` makes an instant of the list's clock. */
export function readMoment<Time extends OurTime | ShopTime>(
  after: string | undefined,
  time: (ms: number) => Time,
): Moment<Time> {
  if (after === undefined) return { at: time(Number.MAX_SAFE_INTEGER), id: '' };
  const [at = '', ...id] = after.split(' ');
  return { at: time(Number(at)), id: id.join(' ') };
}

export function writeMoment({ at, id }: Moment<OurTime | ShopTime>): string {
  return `${at} ${id}`;
}
