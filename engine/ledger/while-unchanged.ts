import type { Reader } from './database.ts';

/** What `find` reads from a ledger, read again only after that has changed: for what is asked once an article and seldom differs. */
export function whileUnchanged<Answer>(find: (ledger: Reader) => Answer): (ledger: Reader) => Answer {
  const held = new WeakMap<Reader, { readonly changes: number; readonly answer: Answer }>();
  return (ledger) => {
    const known = held.get(ledger);
    if (known?.changes === ledger.changes) return known.answer;
    const answer = find(ledger);
    held.set(ledger, { changes: ledger.changes, answer });
    return answer;
  };
}
