import { expect, it } from 'vitest';
import { z } from 'zod';
import { shellContract } from './shell.ts';

it('leads to a screen of the window and nowhere else', () => {
  const { inputSchema } = shellContract.shell.openScreen['~orpc'];
  const takes = (screen: string) => z.instanceof(z.ZodType).parse(inputSchema).safeParse({ screen }).success;
  const named = (order: string) => `/orders?search=${encodeURIComponent(JSON.stringify(order))}`;
  for (const screen of ['/', '/inbox', named('#1005'), named('Å-7 (2)')])
    expect(takes(screen), screen).toBe(true);
  for (const screen of ['', 'https://evil.example/', '//evil.example', '/orders#x', '/../x', '/orders?a b'])
    expect(takes(screen), screen).toBe(false);
});
