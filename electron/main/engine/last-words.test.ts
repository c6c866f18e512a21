import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../host/system/redaction.ts';
import { hearLastWords, shownWords } from './last-words.ts';

const silent = () => undefined;

describe('what a process says last', () => {
  it('is heard to its end, and passed on as it comes', async () => {
    const stream = new PassThrough();
    const echoed: string[] = [];
    const words = hearLastWords(stream, (chunk) => void echoed.push(String(chunk)));
    stream.write('Error: ');
    stream.end('åh nej');
    expect(await words.whole()).toBe('Error: åh nej');
    expect(echoed.join('')).toBe('Error: åh nej');
  });

  it('is heard although every listener was taken off before the last of it came', async () => {
    const stream = new Readable({ read: () => undefined });
    const words = hearLastWords(stream, silent);
    const whole = words.whole();
    stream.removeAllListeners();
    setImmediate(() => {
      stream.push('the rest');
      stream.push(null);
    });
    expect(await whole).toBe('the rest');
  });

  it('is what there is where the pipe never ends, and nothing where there is none', async () => {
    const stream = new PassThrough();
    const words = hearLastWords(stream, silent);
    stream.write('so far');
    expect(await words.whole()).toBe('so far');
    expect(await hearLastWords(null, silent).whole()).toBe('');
  });

  it('is forgotten but for its end', async () => {
    const stream = new PassThrough();
    const words = hearLastWords(stream, silent);
    for (let line = 0; line < 3_000; line += 1) stream.write(`line ${line} of many\n`);
    stream.end();
    const whole = await words.whole();
    expect(whole.length).toBeLessThanOrEqual(16 * 1024);
    expect(whole).toMatch(/line 2999 of many\n$/);
  });
});

describe('what is shown of it', () => {
  it('is the last 4 kB, whole characters', () => {
    const shown = shownWords('å'.repeat(5_000), (text) => text);
    expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(4 * 1024);
    expect(shown).toMatch(/^å+$/);
    expect(shownWords('x'.repeat(4_095) + 'å'.repeat(2_048), (text) => text)).toMatch(/^å+$/);
  });

  it('holds no secret, nor the half of one that the cut would go through', () => {
    const redactor = createRedactor();
    const secret = 'hemligt-lösenord-1234567890';
    redactor.learn(secret);
    for (const after of [0, 4_070, 4_080, 4_095]) {
      const shown = shownWords(`password ${secret} ${'x'.repeat(after)}`, redactor.text);
      for (const part of [secret, '1234567890', '567890']) expect(shown).not.toContain(part);
    }
  });
});
