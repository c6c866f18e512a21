import type { Fields } from './fields.ts';

/** Control calls by `METHOD /path`. Each reads its fields, acts at once and returns what is answered as JSON. */
export type Calls = Readonly<Record<string, (fields: Fields) => unknown>>;
