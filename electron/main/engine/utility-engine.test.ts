/** Electron's utility process as it behaves at its end: told of before the pipe is empty, and every listener taken off. */
import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { expect, it, vi } from 'vitest';
import { utilityEngine } from './utility-engine.ts';

const children: (EventEmitter & { readonly stderr: Readable })[] = [];
vi.mock('electron', () => ({
  utilityProcess: {
    fork: (_script: string, _words: string[], { stdio }: { stdio: string[] }) => {
      const stderr = stdio[2] === 'pipe' ? new Readable({ read: () => undefined }) : null;
      const child = Object.assign(new EventEmitter(), { pid: 1, stderr });
      children.push(child as (typeof children)[number]);
      return child;
    },
  },
}));

it('ends with its code and its last words, those still in the pipe included', async () => {
  const echoed: string[] = [];
  const engine = utilityEngine({
    script: '/engine.cjs',
    environment: {},
    complain: () => undefined,
    echo: (chunk) => void echoed.push(String(chunk)),
  })(() => undefined);
  const [child] = children;
  child?.stderr.push('FATAL ERROR: ');
  await new Promise((resolve) => setImmediate(resolve));
  child?.emit('exit', 5);
  child?.stderr.removeAllListeners();
  setImmediate(() => {
    child?.stderr.push('out of memory');
    child?.stderr.push(null);
  });
  expect(await engine.ended).toEqual({ code: 5, signal: null, words: 'FATAL ERROR: out of memory' });
  expect(echoed.join('')).toBe('FATAL ERROR: out of memory');
});
