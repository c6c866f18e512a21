/** The engine as Electron's utility process: the windows' ports are handed over as they are. */
import { MessageChannelMain, utilityProcess } from 'electron';
import { fromEngine } from '../../../headless/desktop/messages.ts';
import type { EnginePlace, StartEngine } from './engine-process.ts';

export function utilityEngine({ script, environment, complain }: EnginePlace): StartEngine {
  return (listener) => {
    const child = utilityProcess.fork(script, [], {
      serviceName: 'BackOffice engine',
      env: environment as Record<string, string>,
      execArgv: ['--no-warnings'],
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.on('message', (raw: unknown) => {
      const message = fromEngine.safeParse(raw);
      if (message.success) listener(message.data);
      else complain('unreadable message of the engine', { issues: message.error.issues.length });
    });
    let lines = 0;
    return {
      get pid() {
        return child.pid;
      },
      openLine: () => {
        const { port1, port2 } = new MessageChannelMain();
        child.postMessage({ type: 'line', line: lines++ }, [port2]);
        return port1;
      },
      post: (message) => child.postMessage(message),
      kill: () => void child.kill(),
      ended,
    };
  };
}
