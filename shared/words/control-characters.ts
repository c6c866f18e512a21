/**
 * Characters that act instead of being read: C0 and C1 (a terminal's commands begin with them), those that turn the direction of writing, and ends of
 * lines that few expect.
 * Names of articles, stores, computers and orders come from others, and may hold any.
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const acting = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u061c\u2028-\u202e\u2066-\u2069]/g;

/** With a sign that something was there in the place of each. Ends of lines and tabs stay. */
export const printable = (text: string): string => text.replaceAll(acting, '\ufffd');

/** As `printable`, and in one line: what comes from others begins no line of its own. */
export const printableLine = (text: string): string =>
  printable(text.replaceAll(/\s*[\n\u2028\u2029]\s*/g, ' '));

/** The same JSON, written without any: JSON itself escapes only the first of them. */
export const printableJson = (json: string): string =>
  json.replaceAll(acting, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
