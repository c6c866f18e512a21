/** What only main can tell the engine: its secrets, and the way to a server. */
import type { FromEngine } from '../../../host/desktop/messages.ts';
import type { EngineProcess } from './engine-process.ts';
import type { LendKeychain } from './lend-keychain.ts';

export interface AskedOfMain {
  readonly lend: LendKeychain;
  /** The ways to a server, as Chromium words them. */
  readonly findProxy: (url: string) => Promise<string>;
  readonly log: (event: string, fields: Record<string, unknown>) => void;
}

/** Answers the engine that asks; other messages are no matter of it. It does not reject. */
export function answerEngine(
  { lend, findProxy, log }: AskedOfMain,
  message: FromEngine,
  asker: EngineProcess,
): void {
  if (message.type === 'keychain') {
    const { call, ask } = message;
    lend(ask).then(
      (value) => asker.post({ type: 'keychain', call, answer: { value } }),
      (error: unknown) => asker.post({ type: 'keychain', call, answer: { error: String(error) } }),
    );
  }
  if (message.type === 'proxy') {
    const { call, url } = message;
    findProxy(url).then(
      (answer) => asker.post({ type: 'proxy', call, answer }),
      (error: unknown) => {
        log('the proxy cannot be found out', { error: String(error) });
        asker.post({ type: 'proxy', call, answer: 'DIRECT' });
      },
    );
  }
}
