/** The sync log as it stands, and as it grows. */

import { setTimeout as delay } from 'node:timers/promises';
import type { LogLine } from '../../shared/contract/activity.ts';
import { ourTime } from '../../shared/words/time.ts';
import { HostGone } from '../failure.ts';
import type { Client } from '../load-engine.ts';
import type { Cli } from './cli.ts';
import { logText } from './output/log-text.ts';
import { readPages } from './pages.ts';
import { untilSignal } from './signals.ts';

/** How often to poll when nobody runs: each poll owns the data directory, and others must get their turn. */
const POLL_MS = 3_000;
const MAX_LINES = 1000;

/** Days of the shop, both included. */
interface Days {
  readonly since?: string;
  readonly until?: string;
}

/** Newest first, as the contract has it. */
export async function readLog(client: Client, count: number, days: Days = {}) {
  const { items, next } = await readPages(count, async (before: number | undefined, limit) => {
    const page = await client.activity.log({ ...days, limit, ...(before === undefined ? {} : { before }) });
    return { items: page.lines, next: page.next };
  });
  return { lines: items, next };
}

/** Every line after the one numbered `after`, oldest first. */
async function linesAfter(client: Client, after: number): Promise<LogLine[]> {
  const { lines } = await readLog(client, MAX_LINES);
  return lines.filter(({ id }) => id > after).toReversed();
}

/**
 * Shows the last `count` lines and then new ones until Ctrl+C, also across restarts of `run`. Where nobody runs the data
 * directory is let go of between polls, so that following stands in nobody's way.
 */
export async function followLog(cli: Cli, count: number): Promise<void> {
  const { formats, terminal, translator } = cli;
  const signal = untilSignal(() => undefined);
  let last: number | null = null;
  const show = (line: LogLine) => {
    last = line.id;
    if (terminal.json) terminal.document(line, 'line');
    else terminal.line(logText(translator, formats, line, ourTime(Date.now())));
  };

  const follow = async (client: Client, where: 'here' | 'there') => {
    const known = last ?? -1;
    const fresh = last === null ? (await readLog(client, count)).lines.toReversed() : [];
    for (const line of fresh) show(line);
    if (last === null) last = known + 1;
    if (where === 'here') {
      for (const line of await linesAfter(client, last)) show(line);
      return;
    }
    for await (const line of await client.activity.followLog({ after: last }, { signal })) show(line);
  };

  while (!signal.aborted) {
    await cli.use(follow).catch((error: unknown) => {
      if (!signal.aborted && !(error instanceof HostGone)) throw error;
    });
    await delay(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}
