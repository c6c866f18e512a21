/** A real process of Node, with Node's own ports in the place of Electron's. */
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FromEngine } from '../../../host/desktop/messages.ts';
import { payload } from '../../../host/desktop/messages.ts';
import type { EngineProcess } from './engine-process.ts';
import { nodeEngine } from './node-engine.ts';

/** As Electron gives them: what came is in `data`. */
function asMain(port: MessagePort) {
  return {
    on: (event: string, listener: (event: unknown) => void) => {
      if (event === 'message') port.on('message', (data: unknown) => listener({ data }));
      else port.on(event, listener);
    },
    postMessage: (message: unknown) => port.postMessage(message),
    start: () => port.start(),
    close: () => port.close(),
  };
}

vi.mock('electron', () => ({
  MessageChannelMain: class {
    readonly port1: object;
    readonly port2: object;
    constructor() {
      const { port1, port2 } = new MessageChannel();
      this.port1 = asMain(port1);
      this.port2 = asMain(port2);
    }
  },
}));

const script = fileURLToPath(new URL('../../../host/desktop/testing/echo.ts', import.meta.url));
let engine: EngineProcess | null = null;
afterEach(async () => {
  engine?.kill();
  await engine?.ended;
});

function begin(place: { readonly script?: string; readonly node?: string } = {}) {
  const heard: FromEngine[] = [];
  const complaints: string[] = [];
  const echoed: string[] = [];
  const serving = Promise.withResolvers<void>();
  engine = nodeEngine(place.node ?? process.execPath, {
    script: place.script ?? script,
    environment: { PATH: process.env.PATH },
    complain: (event) => void complaints.push(event),
    echo: (chunk) => void echoed.push(String(chunk)),
  })((message) => {
    heard.push(message);
    if (message.type === 'serving') serving.resolve();
  });
  return { engine, heard, complaints, echoed, serving: serving.promise };
}

async function talk(to: EngineProcess) {
  const port = (await to.openLine()) as unknown as ReturnType<typeof asMain>;
  const said: unknown[] = [];
  const closed = Promise.withResolvers<void>();
  port.on('message', (event) => said.push((event as { data: unknown }).data));
  port.on('close', () => closed.resolve());
  port.start();
  return { port, said, closed: closed.promise };
}

describe('an engine in a process of Node', () => {
  it('says when it serves, and hears each window on a line of its own', async () => {
    const { engine: process, heard, serving } = begin();
    await serving;
    expect(heard).toEqual([{ type: 'serving' }]);
    const [one, two] = [await talk(process), await talk(process)];
    one.port.postMessage('one');
    two.port.postMessage(new Uint8Array([2]));
    await expect.poll(() => [...one.said, ...two.said]).toHaveLength(2);
    expect(one.said).toEqual(['one']);
    expect(two.said[0]).toBeInstanceOf(Uint8Array);
  });

  it('hears it when a window has gone, and the window when the engine hangs up', async () => {
    const { engine: process, heard, serving } = begin();
    await serving;
    const [one, two] = [await talk(process), await talk(process)];
    one.port.close();
    await expect.poll(() => heard.at(-1)).toMatchObject({ args: { closed: 'yes' } });
    two.port.postMessage('hang up');
    await two.closed;
  });

  it('is not reached by what is neither text nor bytes: that line ends, and the others go on', async () => {
    const { engine: process, serving } = begin();
    await serving;
    const [bad, good] = [await talk(process), await talk(process)];
    bad.port.postMessage({ type: 'stop' });
    await bad.closed;
    good.port.postMessage('still here');
    await expect.poll(() => good.said).toEqual(['still here']);
  });

  it('ends its lines with it', async () => {
    const { engine: process, serving } = begin();
    await serving;
    const one = await talk(process);
    one.port.postMessage('die');
    await one.closed;
    expect(await process.ended).toEqual({ code: 7, signal: null, words: '' });
    expect(await process.openLine()).toBeNull();
  });

  it('is heard to its last word, and that goes where it went before', async () => {
    const { engine: process, echoed, serving } = begin();
    await serving;
    (await talk(process)).port.postMessage('throw');
    const { code, words } = await process.ended;
    expect(code).toBe(1);
    expect(words).toContain('Error: the last word');
    expect(echoed.join('')).toBe(words);
  });

  it('ends in order when it is told to, at once when it is killed', async () => {
    const first = begin();
    await first.serving;
    first.engine.post({ type: 'stop' });
    await first.engine.ended;
    const second = begin();
    await second.serving;
    second.engine.kill();
    expect(await second.engine.ended).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  it('asks for a secret and gets the answer', async () => {
    const { engine: process, heard, serving } = begin();
    await serving;
    const one = await talk(process);
    one.port.postMessage('secret');
    await expect.poll(() => heard.at(-1)).toMatchObject({ type: 'keychain', ask: { what: 'probe' } });
    process.post({ type: 'keychain', call: 0, answer: { value: 'yes' } });
    const name = 'easycashier.password';
    await expect.poll(() => heard.at(-1)).toMatchObject({ ask: { what: 'get', name } });
    process.post({ type: 'keychain', call: 1, answer: { value: 'lösen' } });
    await expect.poll(() => one.said).toEqual(['lösen']);
  });

  it('that cannot be started is told of, and has ended', async () => {
    const { engine: process, complaints } = begin({ node: '/nowhere/node' });
    expect(await process.ended).toMatchObject({
      code: null,
      signal: null,
      words: expect.stringContaining('ENOENT'),
    });
    expect(complaints).toEqual(['the engine cannot be started']);
  });
});

it('a line carries text and bytes, nothing else', () => {
  expect(payload.safeParse('x').success).toBe(true);
  expect(payload.safeParse(new Uint8Array()).success).toBe(true);
  for (const other of [{}, [], 1, null, undefined, { type: 'stop' }])
    expect(payload.safeParse(other).success).toBe(false);
});
