/** The engine process's line to the desktop that started it: a utility process's port, or the IPC channel of a child process. */
import { EventEmitter } from 'node:events';
import { type FromEngine, type ToEngine, toEngine } from './messages.ts';
import type { Port } from './port-socket.ts';

export interface ParentLine {
  post(message: FromEngine): void;
  /** All but what belongs to a window's line. */
  onMessage(listener: (message: ToEngine) => void): void;
  /** A window has asked for a line to the engine. */
  onPort(listener: (port: Port) => void): void;
  /** The desktop has gone, however that went. */
  onGone(listener: () => void): void;
}

/** As Electron gives it to a utility process; this folder knows no Electron. */
interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown; ports: Port[] }) => void): void;
}

/** Null where nobody started this process for it. */
export function openParentLine(): ParentLine | null {
  const { parentPort } = process as { readonly parentPort?: UtilityPort };
  if (parentPort) return utilityLine(parentPort);
  return process.send ? childLine() : null;
}

/** Null: whatever it is, it must not end the process that books orders. */
function readable(raw: unknown): ToEngine | null {
  const parsed = toEngine.safeParse(raw);
  return parsed.success ? parsed.data : null;
}

function utilityLine(parent: UtilityPort): ParentLine {
  const events = new EventEmitter();
  const post = (message: FromEngine) => parent.postMessage(message);
  parent.on('message', ({ data, ports: [port] }) => {
    const message = readable(data);
    if (message === null) return;
    if (message.type !== 'line') events.emit('message', message);
    else if (port) {
      events.emit('port', port);
      post({ type: 'taken', line: message.line });
    }
  });
  return lineOf(events, post);
}

/** Ports cannot cross an IPC channel: each is a number, and what is said on it goes through main. */
function childLine(): ParentLine {
  const events = new EventEmitter();
  const lines = new Map<number, ChildPort>();
  const post = (message: FromEngine) => {
    if (process.connected) process.send?.(message);
  };
  process.on('message', (raw) => {
    const message = readable(raw);
    if (message === null) return;
    if (message.type === 'line') {
      const port = lineAsPort(message.line, post, () => lines.delete(message.line));
      lines.set(message.line, port);
      events.emit('port', port);
    } else if (message.type === 'data') lines.get(message.line)?.hear('message', message.payload);
    else if (message.type === 'closed') {
      lines.get(message.line)?.hear('close');
      lines.delete(message.line);
    } else events.emit('message', message);
  });
  process.on('disconnect', () => events.emit('gone'));
  return lineOf(events, post);
}

interface ChildPort extends Port {
  hear(event: 'message' | 'close', payload?: unknown): void;
}

function lineAsPort(line: number, post: (message: FromEngine) => void, forget: () => void): ChildPort {
  const heard = new EventEmitter();
  /** As with any port, what comes before somebody listens is kept: a window may come between two sessions. */
  let kept: (() => void)[] | null = [];
  const hear: ChildPort['hear'] = (event, payload) => {
    if (kept) kept.push(() => heard.emit(event, payload));
    else heard.emit(event, payload);
  };
  return {
    hear,
    on: (event, listener: (event: unknown) => void) => heard.on(event, listener),
    postMessage: (payload) => post({ type: 'data', line, payload: payload as string }),
    start: () => {
      const early = kept ?? [];
      kept = null;
      for (const tell of early) tell();
    },
    close: () => {
      forget();
      post({ type: 'closed', line });
      hear('close');
    },
  };
}

function lineOf(events: EventEmitter, post: ParentLine['post']): ParentLine {
  return {
    post,
    onMessage: (listener) => void events.on('message', listener),
    onPort: (listener) => void events.on('port', listener),
    onGone: (listener) => void events.on('gone', listener),
  };
}
