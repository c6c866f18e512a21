/** The web order a stock booking in EasyCashier was made for, as a person reads it off the comment; null for others. */
export function orderNameOf(comment: string): string | null {
  return /^Webborder (\S+) \(/.exec(comment)?.[1] ?? null;
}
