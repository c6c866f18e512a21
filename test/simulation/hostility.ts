import type { PracticeRandom } from '../../practice/random.ts';
import type { EventsAnswer, RelayEvent } from '../../shared/contract/relay.ts';
import type { RelayRecord } from './relay-record.ts';

/**
 * What a relay can do that wants harm and lacks the secret: drop, repeat, put one event's topic or id on another, count wrongly.
 */
export const tricks = ['drop', 'repeat', 'topics', 'ids', 'overcount', 'reverse'] as const;
export type Trick = (typeof tricks)[number];

export interface Hostility {
  /** The next answers that have something in them are twisted so. */
  add(trick: Trick, answers: number): void;
  twist(answer: EventsAnswer): EventsAnswer;
  calm(): void;
}

/** A relay that tells the truth until a trick is added. */
export function createHostility(random: PracticeRandom, record: RelayRecord): Hostility {
  let queue: Trick[] = [];
  const seen: RelayEvent[] = [];

  /** Everybody gets the next one's value of a header. */
  const shifted = (events: readonly RelayEvent[], header: string): RelayEvent[] => {
    const donated = (event: RelayEvent | undefined) =>
      event?.headers.find(([name]) => name.toLowerCase() === header)?.[1] ?? '';
    const donors = [...seen.slice(-5), ...events];
    return events.map((event) => {
      const value = donated(random.pick(donors));
      const headers = event.headers.map(([name, own]): [string, string] => [
        name,
        name.toLowerCase() === header ? value : own,
      ]);
      return { ...event, headers };
    });
  };

  const play = (trick: Trick, answer: EventsAnswer): EventsAnswer => {
    const { events } = answer;
    switch (trick) {
      case 'drop':
        return { ...answer, events: events.filter(() => random.chance(0.3)) };
      case 'repeat': {
        const old = seen.slice(-20).map((event, n) => ({ ...event, seq: answer.head + 1 + n }));
        return { ...answer, events: [...events, ...events, ...old], head: answer.head + old.length };
      }
      case 'topics':
        return { ...answer, events: shifted(events, 'x-shopify-topic') };
      case 'ids':
        return { ...answer, events: shifted(events, 'x-shopify-webhook-id') };
      case 'overcount':
        return {
          ...answer,
          events: events.map((event) => ({ ...event, seq: event.seq + 1_000_000 })),
          head: answer.head + 1_000_000,
        };
      case 'reverse':
        return { ...answer, events: events.toReversed() };
    }
  };

  return {
    add: (trick, answers) => {
      if (trick !== 'reverse') record.excuse();
      for (let n = 0; n < answers; n += 1) queue.push(trick);
    },
    twist: (answer) => {
      const trick = answer.events.length > 0 ? queue.shift() : undefined;
      const twisted = trick ? play(trick, answer) : answer;
      seen.push(...answer.events);
      return twisted;
    },
    calm: () => {
      queue = [];
    },
  };
}
