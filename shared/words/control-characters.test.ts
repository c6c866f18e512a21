import { expect, it } from 'vitest';
import { printable, printableJson, printableLine } from './control-characters.ts';

/** The clipboard, the title, a colour, a command of C1's, a turned direction. */
const hostile = '\u001b]52;c;cm0gLXJm\u0007\u001b]0;x\u001b\\\u001b[8m\u009b31m\u202eTXT\u2066\r';

it('leaves nothing that acts', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
  const acting = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
  expect(printable(hostile)).not.toMatch(acting);
  expect(printable('Tröja\tröd\nrad 2')).toBe('Tröja\tröd\nrad 2');
  const json = printableJson(JSON.stringify({ name: hostile }));
  expect(json).not.toMatch(acting);
  expect(JSON.parse(json)).toEqual({ name: hostile });
});

it('leaves no end of a line to a name', () => {
  expect(printableLine('Tröja\n  röd\u2028blå\u2029\ngrön\t1')).toBe('Tröja röd blå grön\t1');
});
