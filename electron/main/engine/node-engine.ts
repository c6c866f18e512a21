/**
 * The engine as a child process of a given Node: for machines whose Electron is too old for `node:sqlite`. An IPC channel
 * carries no ports, so each line is a number and main passes on what is said on it.
 */
import { spawn } from 'node:child_process';
import { MessageChannelMain, type MessagePortMain } from 'electron';
import { fromEngine, payload, type ToEngine } from '../../../host/desktop/messages.ts';
import type { EnginePlace, StartEngine } from './engine-process.ts';

export function nodeEngine(node: string, { script, environment, complain }: EnginePlace): StartEngine {
  return (listener) => {
    const child = spawn(node, ['--no-warnings', script], {
      env: environment,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    const lines = new Map<number, MessagePortMain>();
    let isOver = false;
    const post = (message: ToEngine) => {
      if (child.connected) child.send(message, () => undefined);
    };
    const ended = new Promise<void>((resolve) => {
      const end = () => {
        isOver = true;
        for (const near of lines.values()) near.close();
        lines.clear();
        resolve();
      };
      child.once('exit', end);
      child.once('error', (error) => {
        complain('the engine cannot be started', { error: error.message });
        end();
      });
    });
    child.on('message', (raw: unknown) => {
      const parsed = fromEngine.safeParse(raw);
      if (!parsed.success) {
        complain('unreadable message of the engine', { issues: parsed.error.issues.length });
        return;
      }
      const message = parsed.data;
      if (message.type === 'data') lines.get(message.line)?.postMessage(message.payload);
      else if (message.type === 'closed') {
        lines.get(message.line)?.close();
        lines.delete(message.line);
      } else if (message.type !== 'taken') listener(message);
    });
    let count = 0;
    return {
      pid: child.pid,
      openLine: () => {
        const line = count++;
        const { port1, port2 } = new MessageChannelMain();
        if (isOver) return Promise.resolve(null);
        lines.set(line, port2);
        const forget = () => {
          if (lines.delete(line)) post({ type: 'closed', line });
        };
        port2.on('message', ({ data }) => {
          const said = payload.safeParse(data);
          if (said.success) {
            post({ type: 'data', line, payload: said.data });
            return;
          }
          port2.close();
          forget();
        });
        port2.on('close', forget);
        post({ type: 'line', line });
        port2.start();
        return Promise.resolve(port1);
      },
      post,
      kill: () => void child.kill('SIGKILL'),
      ended,
    };
  };
}
