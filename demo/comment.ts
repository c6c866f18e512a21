/**
 * The order a stock booking in EasyCashier was made for, as a person reads it off the comment: a web order's, or that of goods that came
 * back without a refund. Null for others.
 */
export function orderNameOf(comment: string): string | null {
  return /^(?:Webborder|Retur) (\S+) \(/.exec(comment)?.[1] ?? null;
}
