/**
 * What can happen to one webhook on its way.
 * - `lost`: never sent
 * - `doubled`: sent twice, same webhook id
 * - `delayed`: sent after `ms` (default 30,000)
 * - `reordered`: held back until the next webhook has been sent, at most `ms` (default 60,000)
 */
export const webhookFaultKinds = ['lost', 'doubled', 'delayed', 'reordered'] as const;
export type WebhookFaultKind = (typeof webhookFaultKinds)[number];

interface WebhookFault {
  readonly kind: WebhookFaultKind;
  /** Only this topic (`ORDERS_CREATE`); all when absent. */
  readonly topic?: string;
  /** How many webhooks it strikes. Default 1. */
  readonly times?: number;
  readonly ms?: number;
}

export interface WebhookFaults {
  add(fault: WebhookFault): void;
  clear(): void;
  pending(): readonly WebhookFault[];
  /** Asked for every webhook no added fault strikes: the caller's seeded choice. */
  choose(chooser: ((topic: string) => WebhookFault | undefined) | undefined): void;
  /** When a webhook triggered at `at` is to be sent: never, once, twice; `isHeld` gives way to the next one. */
  strike(topic: string, at: number): readonly { readonly dueAt: number; readonly isHeld: boolean }[];
}

export function createWebhookFaults(): WebhookFaults {
  let queue: { fault: WebhookFault; left: number }[] = [];
  let chooser: ((topic: string) => WebhookFault | undefined) | undefined;

  const take = (topic: string) => {
    const entry = queue.find(({ fault }) => fault.topic === undefined || fault.topic === topic);
    if (!entry) return chooser?.(topic);
    entry.left -= 1;
    if (entry.left <= 0) queue = queue.filter((other) => other !== entry);
    return entry.fault;
  };

  return {
    add: (fault) => void queue.push({ fault, left: fault.times ?? 1 }),
    clear: () => {
      queue = [];
    },
    pending: () => queue.map(({ fault }) => fault),
    choose: (next) => {
      chooser = next;
    },
    strike: (topic, at) => {
      const fault = take(topic);
      switch (fault?.kind) {
        case 'lost':
          return [];
        case 'doubled':
          return [
            { dueAt: at, isHeld: false },
            { dueAt: at, isHeld: false },
          ];
        case 'delayed':
          return [{ dueAt: at + (fault.ms ?? 30_000), isHeld: false }];
        case 'reordered':
          return [{ dueAt: at + (fault.ms ?? 60_000), isHeld: true }];
        case undefined:
          return [{ dueAt: at, isHeld: false }];
      }
    },
  };
}
