import { EventEmitter } from 'node:events';
import type { MessagePortMain, WebContents } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { askForPort, handPort, type LineEnd } from '../../../shared/words/desktop-line.ts';
import { type Gate, openGate } from './gate.ts';
import { logPage, mainPage } from './origin.ts';

const { ipc } = vi.hoisted(() => ({ ipc: { on: vi.fn() } }));
vi.mock('electron', () => ({ ipcMain: ipc }));

const id = '3f0c1c52-8c1f-4d7c-9f3a-0d5b7f2d9a10';
type Frame = { url: string; postMessage: ReturnType<typeof vi.fn> };

function frameAt(url: string): Frame {
  return { url, postMessage: vi.fn() };
}

function contentsWith(mainFrame: Frame, isDestroyed = false) {
  return { mainFrame, isDestroyed: () => isDestroyed };
}

let asks: EventEmitter;
let opened: { to: LineEnd; signal: AbortSignal; give: (port: MessagePortMain | null) => void }[];
let gate: Gate;
let ours: Set<unknown>;
let complaints: object[];

beforeEach(() => {
  asks = new EventEmitter();
  ipc.on.mockImplementation((name: string, listener: (...given: unknown[]) => void) =>
    asks.on(name, listener),
  );
  opened = [];
  complaints = [];
  ours = new Set();
  gate = openGate({
    isOurWindow: (contents: WebContents) => ours.has(contents),
    openLine: (to, signal) => new Promise((give) => opened.push({ to, signal, give })),
    log: (event, fields) => complaints.push({ event, ...fields }),
  });
});

function ourWindow(page = mainPage) {
  const frame = frameAt(page);
  const sender = contentsWith(frame);
  ours.add(sender);
  return { sender, senderFrame: frame };
}

const port = () => ({ close: vi.fn() }) as unknown as MessagePortMain & { close: ReturnType<typeof vi.fn> };
const quiesce = () => new Promise((resolve) => setImmediate(resolve));

describe('a window of ours', () => {
  it.each([mainPage, logPage, `${mainPage}#/sync`])('at %s gets the port it asked for', async (page) => {
    const asker = ourWindow(page);
    asks.emit(askForPort, asker, { id, to: 'engine' });
    const line = port();
    opened[0]?.give(line);
    await quiesce();
    expect(opened[0]?.to).toBe('engine');
    expect(asker.senderFrame.postMessage.mock.calls).toEqual([[handPort, id, [line]]]);
    expect(gate.refused()).toBe(0);
  });

  it('that asks again gives up what it asked before, for that end alone', async () => {
    const asker = ourWindow();
    asks.emit(askForPort, asker, { id, to: 'engine' });
    asks.emit(askForPort, asker, { id, to: 'shell' });
    asks.emit(askForPort, asker, { id, to: 'engine' });
    expect(opened.map(({ signal }) => signal.aborted)).toEqual([true, false, false]);
  });

  it('that is shown something else meanwhile gets nothing, and the line is closed', async () => {
    const asker = ourWindow();
    asks.emit(askForPort, asker, { id, to: 'engine' });
    asker.senderFrame.url = 'https://evil.example/';
    const line = port();
    opened[0]?.give(line);
    await quiesce();
    expect(asker.senderFrame.postMessage).not.toHaveBeenCalled();
    expect(line.close).toHaveBeenCalledOnce();
  });

  it('that has gone meanwhile is no error', async () => {
    const asker = ourWindow();
    asks.emit(askForPort, asker, { id, to: 'engine' });
    Object.defineProperty(asker.senderFrame, 'url', {
      get: () => {
        throw new Error('Render frame was disposed');
      },
    });
    const line = port();
    opened[0]?.give(line);
    await quiesce();
    expect(line.close).toHaveBeenCalledOnce();
  });
});

describe('nobody else', () => {
  const turnedAway = async (asker: object, given: unknown) => {
    asks.emit(askForPort, asker, given);
    await quiesce();
    expect(opened).toEqual([]);
    expect(gate.refused()).toBe(1);
    expect(complaints).toHaveLength(1);
  };
  const asked = { id, to: 'engine' };

  it('a window that is not ours', async () => {
    const frame = frameAt(mainPage);
    await turnedAway({ sender: contentsWith(frame), senderFrame: frame }, asked);
  });

  it('a frame inside our window', async () => {
    await turnedAway({ ...ourWindow(), senderFrame: frameAt(mainPage) }, asked);
  });

  it.each([
    'about:blank',
    'https://evil.example/',
    'app://backoffice/x.html',
    'app://backoffice.evil/index.html',
    '',
  ])('a foreign page in our window: %j', async (url) => turnedAway(ourWindow(url), asked));

  it('a frame that has gone', async () => {
    await turnedAway({ ...ourWindow(), senderFrame: null }, asked);
  });

  it('a window that has gone', async () => {
    const frame = frameAt(mainPage);
    const sender = contentsWith(frame, true);
    ours.add(sender);
    await turnedAway({ sender, senderFrame: frame }, asked);
  });

  it.each([
    undefined,
    null,
    'engine',
    [],
    {},
    { id },
    { to: 'engine' },
    { id: 'x', to: 'engine' },
    { id, to: 'main' },
    { id, to: '__proto__' },
    { id: [id], to: 'engine' },
    { id, to: 'engine', more: 1 },
    { id: `${id}${'0'.repeat(1e6)}`, to: 'engine' },
  ])('who asks for what cannot be: %j', async (given) => turnedAway(ourWindow(), given));
});
