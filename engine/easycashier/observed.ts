import type { CapabilityAnswer } from '../../shared/words/capabilities.ts';
import { parseJson } from '../parse-json.ts';

/** The headers with which servers tell of a limit; none has been looked for in public code (`easycashier.md` A1 »Headers«). */
const limitHeaders = [
  'retry-after',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
  'ratelimit',
  'ratelimit-policy',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
];

/** What EasyCashier's answers show of themselves, whatever was asked. Nothing of what they hold is kept. */
export interface Observed {
  /** An answer has come with these headers. */
  answered(headers: Headers): void;
  /** A refusal was worded so. */
  refused(shape: CapabilityAnswer<'errorShape'>): void;
  /** A stock call was carried out, with this answer. */
  changed(text: string): void;
  /** What the last such answer was; null before the first. */
  stockAnswer(): CapabilityAnswer<'stockAnswer'> | null;
  /** How the last refusal was worded; null before the first. */
  errorShape(): CapabilityAnswer<'errorShape'> | null;
  /** Which headers of a limit have been seen; null before the first answer. */
  rateHeaders(): readonly string[] | null;
}

export function createObserved(): Observed {
  let errorShape: CapabilityAnswer<'errorShape'> | null = null;
  let stockAnswer: CapabilityAnswer<'stockAnswer'> | null = null;
  let seen: Set<string> | null = null;
  return {
    answered: (headers) => {
      seen ??= new Set();
      for (const name of limitHeaders) if (headers.has(name)) seen.add(name);
    },
    refused: (shape) => {
      errorShape = shape;
    },
    changed: (text) => {
      stockAnswer = text.trim() === '' ? 'nothing' : parseJson(text) === undefined ? 'plainText' : 'json';
    },
    stockAnswer: () => stockAnswer,
    errorShape: () => errorShape,
    rateHeaders: () => (seen === null ? null : [...seen].sort()),
  };
}
