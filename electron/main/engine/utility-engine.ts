/** The engine as Electron's utility process: the windows' ports are handed over as they are. */
import { MessageChannelMain, utilityProcess } from 'electron';
import { fromEngine } from '../../../host/desktop/messages.ts';
import type { Ended, EnginePlace, StartEngine } from './engine-process.ts';
import { hearLastWords } from './last-words.ts';

export function utilityEngine({ script, environment, complain, echo }: EnginePlace): StartEngine {
  return (listener) => {
    const child = utilityProcess.fork(script, [], {
      serviceName: 'BackOffice engine',
      env: environment as Record<string, string>,
      execArgv: ['--no-warnings'],
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    const words = hearLastWords(child.stderr, echo);
    const ended = new Promise<Ended>((resolve) =>
      child.once('exit', (code) =>
        resolve(words.whole().then((whole) => ({ code, signal: null, words: whole }))),
      ),
    );
    child.on('message', (raw: unknown) => {
      const message = fromEngine.safeParse(raw);
      if (!message.success)
        complain('unreadable message of the engine', { issues: message.error.issues.length });
      else if (message.data.type === 'taken') taken.get(message.data.line)?.();
      else listener(message.data);
    });
    let lines = 0;
    /** Lines on their way: a port that is sent to a process that has just died is lost, and nobody is told. */
    const taken = new Map<number, () => void>();
    return {
      get pid() {
        return child.pid;
      },
      openLine: async () => {
        const line = lines++;
        const { port1, port2 } = new MessageChannelMain();
        const isTaken = new Promise<true>((resolve) => taken.set(line, () => resolve(true)));
        child.postMessage({ type: 'line', line }, [port2]);
        const isThere = await Promise.race([isTaken, ended.then(() => false)]);
        taken.delete(line);
        if (isThere) return port1;
        port1.close();
        return null;
      },
      post: (message) => child.postMessage(message),
      kill: () => void child.kill(),
      ended,
    };
  };
}
