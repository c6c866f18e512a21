/** When the faults are over: the world rests until the program says that it is in step. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase } from '../../engine/ledger/database.ts';
import type { Client } from '../../host/load-engine.ts';
import type { InboxItem } from '../../shared/contract/orders.ts';
import { isAtRest } from '../simulation/quiet.ts';
import type { Lives } from './lives.ts';
import type { Person } from './person.ts';
import type { Setting } from './setting.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Reading both sides whole, an article a call. */
const DRIFT_MS = 15 * MINUTE;
const REFUSED_MS = 5 * SECOND;
const LOOK_MS = 20 * SECOND;
/** At rest is who was so at as many looks after one another: what comes by the next poll has come. */
const STILL_LOOKS = 5;

export interface Rest {
  readonly violations: readonly string[];
  /** From the end of the faults until the program was in step. Milliseconds. */
  readonly ms: number;
}

export async function comeToRest(setting: Setting, lives: Lives, person: Person): Promise<Rest> {
  const { pace, world, practice, story, dataDir } = setting;
  const startedAt = performance.now();
  const giveUpAt = startedAt + Math.max(15 * MINUTE, pace.scaled(60 * MINUTE));
  world.calm();
  practice.shopify.webhookFaults.clear();
  practice.shopify.webhookFaults.choose(undefined);
  await lives.stop();
  await lives.start();
  const ledger = openDatabase({ path: join(dataDir, 'ledger.sqlite') });
  let seen = '';
  /** True when it has come to rest, with every question answered. */
  const untilStill = async (): Promise<boolean> => {
    for (
      let looks = 0;
      performance.now() < giveUpAt;
      await delay(Math.min(2 * SECOND, pace.scaled(LOOK_MS)))
    ) {
      const left = await lives.ask((client) => person.answerAll(client));
      const status = await lives.ask((client) => client.activity.status());
      seen = JSON.stringify({ queue: status?.queue, troubles: status?.troubles, open: left });
      const isStill = status !== null && left !== null && isAtRest(ledger, status.queue);
      looks = isStill ? looks + 1 : 0;
      if (!isStill || looks < STILL_LOOKS) continue;
      const [asked] = left.filter(({ kind }) => kind === 'possibleReturn');
      if (!asked) return true;
      await lives.ask((client) => person.answerReturn(client, asked));
      looks = 0;
    }
    return false;
  };
  const isInStep = async (): Promise<boolean> => {
    while (performance.now() < giveUpAt) {
      const report = await lives.ask((client) => client.sync.drift(), DRIFT_MS);
      seen = JSON.stringify(report?.differences.slice(0, 20));
      // Refused: a side is still being left alone after what it has answered.
      if (report === null) await delay(REFUSED_MS);
      story.tell(`compared: ${report?.differences.length ?? '?'} differ`);
      if (!(await untilStill())) return false;
      if (report?.differences.length === 0) return true;
    }
    return false;
  };
  try {
    let isDone = (await untilStill()) && (await isInStep());
    story.tell('at rest; the money for what has come back');
    world.hard?.refundLater();
    isDone = isDone && (await untilStill()) && (await isInStep());
    const ms = performance.now() - startedAt;
    const found = isDone ? [] : [`never at rest: ${seen}`];
    const last = await lives.ask(whatIsLeft);
    return { ms, violations: [...found, ...(last ?? ['the program does not answer at rest'])] };
  } finally {
    ledger.close();
  }
}

/** What must not be at rest, by the program's own word. */
async function whatIsLeft(client: Client): Promise<string[]> {
  const { items } = await client.orders.inbox({});
  const { troubles, webhooks } = await client.activity.status();
  const { relay, topics } = await client.webhooks.status();
  const silent = topics.filter(({ state }) => state !== 'ok').map(({ topic }) => topic);
  return [
    ...items.map((item: InboxItem) => `still asked: ${item.kind} ${JSON.stringify(item.args)}`),
    ...Object.entries(troubles).flatMap(([side, trouble]) =>
      trouble ? [`still in trouble: ${side} ${JSON.stringify(trouble)}`] : [],
    ),
    ...(webhooks === 'ok' ? [] : [`webhooks are ${webhooks} at rest`]),
    ...(relay?.reachable && relay.waiting === 0 ? [] : [`the relay at rest: ${JSON.stringify(relay)}`]),
    ...(silent.length > 0 ? [`not subscribed at rest: ${silent.join(', ')}`] : []),
  ];
}
