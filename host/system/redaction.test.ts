import { expect, it } from 'vitest';
import { createRedactor, HIDDEN } from './redaction.ts';

it('cuts what is long, and no secret in two', () => {
  const redactor = createRedactor();
  redactor.learn('the-secret-of-the-shop');
  const text = `${'x'.repeat(3_990)}the-secret-of-the-shop${'y'.repeat(100_000)}`;
  const many = Array.from({ length: 1_000 }, (_, n) => n);
  const wide = Object.fromEntries(many.map((n) => [`name ${n}`, n]));
  const shown = redactor.fields({ text, many, wide });
  expect(String(shown.text)).toMatch(/^x+\[hidden\]y+… \(\d+\)$/);
  expect(String(shown.text)).not.toContain('the-secret');
  expect(String(shown.text).slice(3_990)).toContain(HIDDEN.slice(0, 8));
  expect(shown.many).toHaveLength(51);
  expect(Object.keys(shown.wide as object)).toHaveLength(51);
  expect(JSON.stringify(shown).length).toBeLessThan(10_000);
});
