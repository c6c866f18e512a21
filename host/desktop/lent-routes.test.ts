import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLentRoutes } from './lent-routes.ts';
import type { FromEngine, ToEngine } from './messages.ts';

const till = 'https://kassan.example';

function lend() {
  const asked: FromEngine[] = [];
  let tell: (message: ToEngine) => void = () => undefined;
  let now = 0;
  const find = createLentRoutes(
    {
      post: (message) => void asked.push(message),
      onMessage: (listener) => {
        tell = listener;
      },
      onPort: () => undefined,
      onGone: () => undefined,
    },
    () => now,
  );
  const answer = (call: number, text: string) => tell({ type: 'proxy', call, answer: text });
  const pass = (ms: number) => {
    now += ms;
  };
  return { find, asked, answer, pass };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('asks main once for all who call the same server, and for each server by itself', async () => {
  const { find, asked, answer } = lend();
  const both = Promise.all([find(till), find(till)]);
  const other = find('https://annan.example');
  expect(asked).toEqual([
    { type: 'proxy', call: 0, url: till },
    { type: 'proxy', call: 1, url: 'https://annan.example' },
  ]);
  answer(1, 'DIRECT');
  answer(0, 'PROXY proxy.example:3128; DIRECT');
  const routes = ['http://proxy.example:3128', null];
  expect(await both).toEqual([routes, routes]);
  expect(await other).toEqual([null]);
});

it('follows a proxy that changes while the program runs', async () => {
  const { find, asked, answer, pass } = lend();
  const first = find(till);
  answer(0, 'DIRECT');
  expect(await first).toEqual([null]);
  pass(9_999);
  expect(await find(till)).toEqual([null]);
  expect(asked.length).toBe(1);
  pass(1);
  const later = find(till);
  answer(1, 'PROXY proxy.example:3128');
  expect(await later).toEqual(['http://proxy.example:3128']);
});

it('asks about nobody who is on this computer itself', async () => {
  const { find, asked } = lend();
  expect(await find('http://127.0.0.1:4710')).toEqual([null]);
  expect(asked).toEqual([]);
});

it('goes straight where main says nothing', async () => {
  const { find } = lend();
  const routes = find(till);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await routes).toEqual([null]);
});
