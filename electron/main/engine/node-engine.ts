/**
 * The engine as a child process of a given Node: for machines whose Electron is too old for `node:sqlite`. An IPC channel
 * carries no ports, so each line is a number and main passes on what is said on it.
 */
import { spawn } from 'node:child_process';
import { MessageChannelMain, type MessagePortMain } from 'electron';
import { fromEngine, payload, type ToEngine } from '../../../host/desktop/messages.ts';
import type { Ended, EnginePlace, StartEngine } from './engine-process.ts';
import { hearLastWords } from './last-words.ts';

export function nodeEngine(node: string, { script, environment, complain, echo }: EnginePlace): StartEngine {
  return (listener) => {
    const child = spawn(node, ['--no-warnings', script], {
      env: environment,
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    const words = hearLastWords(child.stderr, echo);
    const lines = new Map<number, MessagePortMain>();
    let isOver = false;
    const post = (message: ToEngine) => {
      if (child.connected) child.send(message, () => undefined);
    };
    const ended = new Promise<Ended>((resolve) => {
      const end = (how: Promise<Ended>) => {
        isOver = true;
        for (const near of lines.values()) near.close();
        lines.clear();
        resolve(how);
      };
      child.once('exit', (code, signal) =>
        end(words.whole().then((whole) => ({ code, signal, words: whole }))),
      );
      child.once('error', (error) => {
        complain('the engine cannot be started', { error: error.message });
        end(Promise.resolve({ code: null, signal: null, words: error.message }));
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
