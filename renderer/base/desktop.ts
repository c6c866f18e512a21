/**
 * The desktop's side of the window. The preload hands over MessagePorts and nothing else: the window asks with a message to
 * itself, and gets a port to the engine or to the shell back the same way.
 */
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import type { ShellContract } from '../../shared/contract/shell.ts';
import { askForPort, handPort, type LineEnd } from '../../shared/words/desktop-line.ts';
import type { OpenedLine } from './line.ts';

export type ShellClient = ContractRouterClient<ShellContract>['shell'];

const PATIENCE_MS = 10_000;

/** The built pages are the same; only the desktop serves them at `app://`. */
export function isDesktop(): boolean {
  return location.protocol === 'app:';
}

/** Rejects where no port comes in time: the engine is being started. */
export async function openDesktopLine(to: LineEnd): Promise<OpenedLine> {
  const handed = await receivePort(to);
  const broken = new AbortController();
  handed.addEventListener('close', () => broken.abort('the line is broken'));
  handed.start();
  return { link: new RPCLink({ port: handed }), broken: broken.signal };
}

function receivePort(to: LineEnd): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    const id = crypto.randomUUID();
    const end = () => {
      window.removeEventListener('message', take);
      clearTimeout(late);
    };
    const take = (event: MessageEvent) => {
      const message = event.data as { type?: unknown; id?: unknown } | null;
      if (event.source !== window || message?.type !== handPort || message.id !== id) return;
      end();
      const [handed] = event.ports;
      if (handed) resolve(handed);
      else reject(new Error('no port'));
    };
    const late = setTimeout(() => {
      end();
      reject(new Error('no port'));
    }, PATIENCE_MS);
    window.addEventListener('message', take);
    window.postMessage({ type: askForPort, id, to }, location.origin);
  });
}

let shell: Promise<ShellClient> | null = null;

/** The desktop's own services; null in a browser. A line that broke, or never came, is asked for again. */
export function desktopShell(): Promise<ShellClient> | null {
  if (!isDesktop()) return null;
  shell ??= openDesktopLine('shell').then(
    ({ link, broken }) => {
      broken.addEventListener('abort', forgetShell);
      return createORPCClient<ContractRouterClient<ShellContract>>(link).shell;
    },
    (error: unknown) => {
      forgetShell();
      throw error;
    },
  );
  return shell;
}

function forgetShell(): void {
  shell = null;
}
