/** Where a page of what happened ends: an instant and an id, so that two things of one second both have their place. */
export interface Moment {
  readonly at: number;
  readonly id: string;
}

const END_OF_TIME: Moment = { at: Number.MAX_SAFE_INTEGER, id: '' };

export function readMoment(after: string | undefined): Moment {
  if (after === undefined) return END_OF_TIME;
  const [at = '', ...id] = after.split(' ');
  return { at: Number(at), id: id.join(' ') };
}

export function writeMoment({ at, id }: Moment): string {
  return `${at} ${id}`;
}
