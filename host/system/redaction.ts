/** Keeps secrets out of the technical log: by the name of a field, and by the value wherever it turns up. What acts instead of being read goes too. */
import { printable } from '../../shared/words/control-characters.ts';

export const HIDDEN = '[hidden]';

const secretName = /token|secret|password|authorization|cookie|pairing/i;
const MAX_DEPTH = 8;
/** Of one text, in UTF-16 units, and of one list or object: what is longer is an answer or a list of somebody's, and says no more. */
const MAX_TEXT = 4_000;
const MAX_PARTS = 50;
/** The address Shopify posts to: its token is made from the pairing code and may be news to this process. */
const ingestAddress = /\/in\/[A-Za-z0-9_-]{43}/g;
/** Shorter values would take ordinary words apart. */
const MIN_LENGTH = 4;

export interface Redactor {
  /** Every secret the program is given or hands out is told here. */
  learn(secret: string): void;
  text(text: string): string;
  /** A copy of the fields that is safe to write. */
  fields(fields: Record<string, unknown>): Record<string, unknown>;
}

/** The shapes a value takes on its way: as it is, in JSON (and in JSON within JSON), in an address, in a header. */
function disguises(secret: string): string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    inJson,
    JSON.stringify(inJson).slice(1, -1),
    encodeURIComponent(secret),
    new URLSearchParams({ s: secret }).toString().slice(2),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
    Buffer.from(secret).toString('hex'),
    Buffer.from(secret).toString('hex').toUpperCase(),
  ];
}

export function createRedactor(): Redactor {
  const known = new Set<string>();
  let longestFirst: string[] = [];

  const text = (value: string): string => {
    let shown = value.replaceAll(ingestAddress, `/in/${HIDDEN}`);
    for (const secret of longestFirst) shown = shown.replaceAll(secret, HIDDEN);
    return printable(shown);
  };

  // Cut when the secrets are out of it: half of one would not be known.
  const short = (value: string): string => {
    const shown = text(value);
    return shown.length > MAX_TEXT ? `${shown.slice(0, MAX_TEXT)}… (${shown.length})` : shown;
  };

  const clean = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return short(value);
    if (typeof value === 'bigint') return String(value);
    if (typeof value !== 'object' || value === null) return value;
    if (depth >= MAX_DEPTH) return '…';
    if (value instanceof Error) {
      const { name, message, stack, cause } = value;
      return clean({ ...value, name, message, stack, ...(cause === undefined ? {} : { cause }) }, depth + 1);
    }
    if (value instanceof Headers || value instanceof Map) {
      return clean(Object.fromEntries(value.entries()), depth + 1);
    }
    if (value instanceof Set) return clean([...value], depth + 1);
    if (Array.isArray(value)) {
      const shown = value.slice(0, MAX_PARTS).map((item) => clean(item, depth + 1));
      return value.length > MAX_PARTS ? [...shown, `… (${value.length})`] : shown;
    }
    if (value instanceof Date || value instanceof URL) return short(value.toJSON());
    const all = Object.entries(value);
    const entries = all
      .slice(0, MAX_PARTS)
      .map(([name, item]) => [
        short(name),
        secretName.test(name) && item !== null && typeof item !== 'boolean' ? HIDDEN : clean(item, depth + 1),
      ]);
    if (all.length > MAX_PARTS) entries.push(['…', all.length]);
    return Object.fromEntries(entries);
  };

  return {
    learn: (secret) => {
      if (secret.length < MIN_LENGTH) return;
      for (const shape of disguises(secret)) if (shape.length >= MIN_LENGTH) known.add(shape);
      longestFirst = [...known].sort((one, other) => other.length - one.length);
    },
    text,
    fields: (fields) => clean(fields, 0) as Record<string, unknown>,
  };
}
