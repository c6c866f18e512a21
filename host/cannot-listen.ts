/** A program that does not get the place where it would listen: something a person can do about. */

export class CannotListen extends Error {
  /** Another program has it, or the system keeps it from this one. */
  readonly why: 'taken' | 'forbidden';
  /** A port of loopback; or where the other commands would find this program. */
  readonly place: number | string;
  /** How many ports in a row are wanted, and from where on, where it is more than one. */
  readonly row: { readonly first: number; readonly last: number } | null;

  constructor(
    why: CannotListen['why'],
    place: CannotListen['place'],
    row: CannotListen['row'] = null,
    options?: ErrorOptions,
  ) {
    super(`cannot listen at ${place}: ${why}`, options);
    this.name = 'CannotListen';
    this.why = why;
    this.place = place;
    this.row = row;
  }
}

const reasons: Readonly<Record<string, CannotListen['why']>> = {
  EADDRINUSE: 'taken',
  EACCES: 'forbidden',
};

/** The error itself where it says nothing of the kind. `place`: what was asked for, where the error does not name it. */
export function asCannotListen(
  error: unknown,
  place: number | string,
  row: CannotListen['row'] = null,
): unknown {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error) || error.syscall !== 'listen')
    return error;
  const why = reasons[String(error.code)];
  if (why === undefined) return error;
  const named = 'port' in error && typeof error.port === 'number' && error.port > 0 ? error.port : place;
  // A folder that takes no socket is something else; Windows says the same of a pipe that another program has.
  if (typeof named === 'string' && why === 'forbidden' && process.platform !== 'win32') return error;
  return new CannotListen(why, named, row, { cause: error });
}
