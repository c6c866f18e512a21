import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createPractice } from '../practice.ts';
import { createControl } from './control.ts';

/** The curl examples of `practice/README.md`, top to bottom, on a fresh practice of the usual size. */
test('every example of the README works', async () => {
  const clock = { now: () => 1_790_000_000_000, sleep: () => Promise.resolve() };
  const control = createControl(createPractice({ clock }));
  const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const examples = [...text.matchAll(/^curl "?\$C([^\s"]+)"?\s*(?:-d '(.*)'|-X (DELETE))?$/gm)];
  expect(examples.length).toBe(text.split('\n').filter((line) => line.startsWith('curl ')).length);
  for (const [line, path = '', body, method = body === undefined ? 'GET' : 'POST'] of examples) {
    const request = new Request(`http://practice${path}`, body === undefined ? { method } : { method, body });
    const answer = await control(request);
    expect(`${line} ${answer.status} ${answer.ok ? '' : await answer.text()}`).toBe(`${line} 200 `);
  }
});
