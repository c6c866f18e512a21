/** Spends a printed address as the door's script does, without a browser. */
import { lineProtocol } from '../../../shared/words/window-entry.ts';

export interface Entered {
  readonly origin: string;
  /** As the header says it. */
  readonly cookie: string;
  readonly key: string;
  /** Of the line's WebSocket. */
  readonly protocols: readonly string[];
}

export async function enterWindow(address: string): Promise<Entered> {
  const { origin, hash } = new URL(address);
  const answer = await fetch(`${origin}/enter`, { method: 'POST', body: hash.slice(1), headers: { origin } });
  if (!answer.ok) throw new Error(`the address is turned away: ${answer.status}`);
  const key = await answer.text();
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  return { origin, cookie, key, protocols: [lineProtocol, key] };
}
