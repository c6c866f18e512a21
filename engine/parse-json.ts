import { isDeeperThan } from '../shared/words/json-depth.ts';

/** Answers are lists of objects with a few levels more. */
const MAX_DEPTH = 100;

/** What a server has answered. Undefined where the text is not JSON, or nests deeper than any answer does. */
export function parseJson(text: string): unknown {
  if (isDeeperThan(text, MAX_DEPTH)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
