/**
 * The window's line to the engine: a WebSocket in a browser, a MessagePort on the desktop. It comes back by itself after
 * a restart; whatever was asked meanwhile fails at once, for a call on a dead line would wait for ever.
 */
import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { WindowContract } from '../../shared/contract/window.ts';
import { isDesktop, openDesktopLine } from './desktop.ts';
import { NotLetIn } from './line.ts';
import { openWebLine } from './web-line.ts';

export type WindowClient = ContractRouterClient<WindowContract>;

/** `shut`: the program is there, and lets this window in no more. */
export type LineState = 'connecting' | 'open' | 'lost' | 'shut';

export interface Connection {
  readonly client: WindowClient;
  state(): LineState;
  /** How many times the line has been opened: another number, another engine perhaps. */
  generation(): number;
  subscribe(listener: () => void): () => void;
}

/** The call was made while there was no line, or the line broke before it was answered. */
export class LineBroken extends Error {
  constructor() {
    super('the engine is away');
    this.name = 'LineBroken';
  }
}

const AGAIN_MS = 500;

interface OpenLine {
  readonly client: WindowClient;
  readonly broken: AbortSignal;
}

export function connectToEngine(): Connection {
  let state: LineState = 'connecting';
  let generation = 0;
  let line: OpenLine | null = null;
  const listeners = new Set<() => void>();
  const tell = (next: LineState) => {
    state = next;
    for (const listener of listeners) listener();
  };

  const keepOpen = async () => {
    for (;;) {
      let without: LineState = 'lost';
      try {
        const opened = await (isDesktop() ? openDesktopLine('engine') : openWebLine());
        line = { client: createORPCClient<WindowClient>(opened.link), broken: opened.broken };
        generation += 1;
        tell('open');
        await new Promise<void>((resolve) =>
          opened.broken.addEventListener('abort', () => resolve(), { once: true }),
        );
      } catch (error) {
        // Not there yet, or not let in yet: asked again in a moment.
        if (error instanceof NotLetIn) without = 'shut';
      }
      line = null;
      tell(without);
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  };
  void keepOpen();

  const call = async (path: readonly string[], input: unknown, options?: { signal?: AbortSignal }) => {
    const held = line;
    if (held === null) throw new LineBroken();
    const signals = options?.signal ? [options.signal, held.broken] : [held.broken];
    const signal = AbortSignal.any(signals);
    const procedure = path.reduce<unknown>(
      (node, name) => (node as Record<string, unknown>)[name],
      held.client,
    ) as (input: unknown, options: { signal: AbortSignal }) => Promise<unknown>;
    try {
      return await procedure(input, { ...options, signal });
    } catch (error) {
      if (held.broken.aborted && !options?.signal?.aborted) throw new LineBroken();
      throw error;
    }
  };

  return {
    client: callable([], call) as WindowClient,
    state: () => state,
    generation: () => generation,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

type Call = (path: readonly string[], input: unknown, options?: { signal?: AbortSignal }) => Promise<unknown>;

/** `client.activity.status()` as a path and a call, whatever line is open when it is made. */
function callable(path: readonly string[], call: Call): unknown {
  return new Proxy(() => undefined, {
    get: (_target, name) =>
      typeof name === 'string' && name !== 'then' ? callable([...path, name], call) : undefined,
    apply: (_target, _this, [input, options]) => call(path, input, options),
  });
}
