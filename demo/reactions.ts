/** What the program itself says while the day goes on: only what a shop owner would want to know. */

import type { Client } from '../host/load-engine.ts';
import type { LogLine } from '../shared/contract/activity.ts';
import { logSentence } from '../shared/i18n/sentences.ts';
import type { Translator } from '../shared/i18n/translate.ts';
import { msBetween, type OurTime } from '../shared/words/time.ts';
import type { Goods } from './goods.ts';
import type { Teller } from './teller.ts';

interface Reactions {
  readonly client: Client;
  readonly goods: Goods;
  readonly teller: Teller;
  readonly translator: Translator;
}

/** The same sentence again within this time is not told. */
const AGAIN_MS = 4_000;

export interface Watched {
  /** Tells no more: before the program that is listened to ends. */
  end(): Promise<void>;
}

/** Tells until it is ended. */
export function watchReactions(options: Reactions): Watched {
  const ended = new AbortController();
  const telling = tell(options, ended.signal).catch(() => undefined);
  return {
    end: () => {
      ended.abort();
      return telling;
    },
  };
}

async function tell(options: Reactions, signal: AbortSignal): Promise<void> {
  const { client } = options;
  const { lines } = await client.activity.log({ limit: 1 });
  const events = await client.activity.followLog({ after: lines[0]?.id ?? 0 }, { signal });
  const toldAt = new Map<string, OurTime>();
  for await (const line of events) {
    if (signal.aborted) return;
    const last = toldAt.get(line.event);
    if (line.event === 'stale' && last !== undefined && msBetween(last, line.at) < AGAIN_MS) continue;
    toldAt.set(line.event, line.at);
    react(options, line);
  }
}

function react({ goods, teller, translator }: Reactions, line: LogLine): void {
  const isLost = line.articleNumber === goods.lost.articleNumber;
  const isForeign = line.articleNumber === goods.foreign.articleNumber;
  switch (line.event) {
    case 'booked':
      if (isLost) teller.tell('companion', 'demo.answerFound', { order: line.reference ?? '' });
      return;
    case 'pushed':
      if (isForeign && line.before === 99) {
        teller.tell('companion', 'demo.foreignMended', { before: line.before, after: line.after ?? 0 });
      }
      return;
    case 'trouble':
    case 'recovered':
    case 'stale':
    case 'setAside':
    case 'guardStopped':
      teller.say('companion', logSentence(translator, line));
      return;
    case 'inboxOpened':
      // What the owner is asked about goods that came back is told with the answer.
      if (line.args.kind !== 'possibleReturn') teller.say('companion', logSentence(translator, line));
      return;
    default:
  }
}
