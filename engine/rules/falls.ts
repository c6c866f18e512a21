/**
 * How far a position has fallen without anything that explains it, within the hour: what the guard of the stock counts. A share is
 * measured over all of it, written or waiting, so it does not matter in how many pieces it comes.
 */
export interface Fall {
  /** Units that were taken off Shopify's number within the hour, by our writes or by other hands. */
  readonly written: number;
  /** Units that are still to be taken off. */
  readonly waiting: number;
  /** Of both, the units that the sales report names. */
  readonly sold: number;
  /** The number it falls to. */
  readonly target: number;
  /** A person has said yes to a fall down to this number; null: nobody has. */
  readonly allowedTo: number | null;
}

/** A position as it is now: what Shopify shows at least, what it should show, and the units that were reported sold since the last look. */
export interface FallFacts {
  readonly shown: number;
  readonly target: number;
  readonly sold: number;
}

/**
 * The fall as it stands now; null when nothing has fallen or it has come back. What has been taken off counts until it has been put back
 * (`putBack`): that it is to rise is not enough, as EasyCashier's number may be an old one. A yes holds for the number it was said to and for no
 * lower one.
 */
export function followFall(held: Fall | null, { shown, target, sold }: FallFacts): Fall | null {
  const waiting = Math.max(0, shown - target);
  const written = held?.written ?? 0;
  const fallen = waiting + written;
  if (fallen === 0) return null;
  const allowedTo = held?.allowedTo ?? null;
  return {
    written,
    waiting,
    target,
    sold: Math.min(fallen, (held?.sold ?? 0) + sold),
    allowedTo: allowedTo !== null && waiting > 0 && target >= allowedTo ? allowedTo : null,
  };
}

/** `units` have been put back in Shopify: they are no fall any more, whoever had taken them off. */
export function putBack(fall: Fall, units: number): Fall {
  const written = Math.max(0, fall.written - units);
  return { ...fall, written, sold: Math.min(fall.sold, written + fall.waiting) };
}

/** Units of the fall that count: neither the sales report nor a person answers for them. */
export function unexplainedUnits({ written, waiting, sold, allowedTo }: Fall): number {
  return allowedTo === null ? Math.max(0, written + waiting - sold) : 0;
}

/** What keeps falls from being written at present. */
export interface Watch {
  /** The guard's verdict on all that fell; null: nothing unusual. */
  readonly verdict: 'massZero' | 'massDrop' | null;
  /** A full scan under way has met many falls at once: its share is not known before its end. */
  readonly isBurst: boolean;
}

/** Must the fall wait, for a person or for the end of the scan that found it? What is sold goes on. */
export function isFallHeld(fall: Fall, isOfScan: boolean, { verdict, isBurst }: Watch): boolean {
  if (fall.waiting === 0 || unexplainedUnits(fall) === 0) return false;
  return verdict === 'massDrop' || (verdict === 'massZero' && fall.target === 0) || (isBurst && isOfScan);
}

/** Falls on one page that nobody need think about, whatever share they are. */
const FEW = 2;

/**
 * Do the unexplained falls of one page look like the beginning of a mass? Half of the share that stops everything is enough to wait
 * for the rest of the scan.
 */
export function isBurst(
  page: { readonly falls: number; readonly positions: number },
  zeroShare: number,
): boolean {
  return page.falls > FEW && page.falls > (zeroShare / 2) * page.positions;
}
