/** How a message leaves the relay. Each way rejects with a reason in words that name nobody. */
import type { SilenceAlerts } from '../../shared/contract/relay.ts';
import type { Message } from './words.ts';

type Receiver = NonNullable<SilenceAlerts['web']>;

export interface Outgoing extends Message {
  readonly kind: 'silent' | 'back';
  /** The same for a message that is sent once more. */
  readonly id: string;
}

export interface Ways {
  /** Null: the operator has named no mail server. */
  readonly mail: ((to: readonly string[], message: Outgoing) => Promise<void>) | null;
  readonly post: (receiver: Receiver, message: Outgoing) => Promise<void>;
}

/** What an address of this kind takes, and where. */
export function requestFor(
  { kind, address }: Receiver,
  { title, text, kind: what }: Outgoing,
): { readonly url: URL; readonly type: string; readonly body: string } {
  const url = new URL(address);
  const plain = { url, type: 'text/plain; charset=utf-8', body: `${title}\n\n${text}` };
  if (kind === 'text') return plain;
  if (kind === 'healthchecks') {
    if (what === 'silent') url.pathname = `${url.pathname.replace(/\/$/, '')}/fail`;
    return plain;
  }
  const json = kind === 'slack' ? { text: plain.body } : card(title, text);
  return { url, type: 'application/json', body: JSON.stringify(json) };
}

function card(title: string, text: string) {
  const block = (words: string, rest: object) => ({ type: 'TextBlock', text: words, wrap: true, ...rest });
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.2',
    body: [block(title, { weight: 'Bolder' }), ...text.split('\n\n').map((line) => block(line, {}))],
  };
  const contentType = 'application/vnd.microsoft.card.adaptive';
  return { type: 'message', attachments: [{ contentType, contentUrl: null, content }] };
}
