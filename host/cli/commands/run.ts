/** `run`: the engine's loops in the foreground until SIGINT or SIGTERM. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { ourTime } from '../../../shared/words/time.ts';
import { runHost } from '../../host.ts';
import type { Client } from '../../load-engine.ts';
import type { Cli } from '../cli.ts';
import { logText } from '../output/log-text.ts';
import { liveStatus } from '../output/status-text.ts';
import { untilSignal } from '../signals.ts';
import { tellSecretFiles } from '../tell-secrets.ts';
import type { Shell } from './command.ts';

const REFRESH_MS = 1_000;

async function showLog(cli: Cli, client: Client, signal: AbortSignal): Promise<void> {
  const { formats, terminal, translator } = cli;
  const { lines } = await client.activity.log({ limit: 1 });
  const events = await client.activity.followLog({ after: lines[0]?.id ?? 0 }, { signal });
  for await (const line of events) {
    if (terminal.json) terminal.document(line, 'line');
    else terminal.line(logText(translator, formats, line, ourTime(Date.now())));
  }
}

/** Terminals only: one line that is rewritten. */
async function showStatus(cli: Cli, client: Client, signal: AbortSignal): Promise<void> {
  if (!cli.terminal.isInteractive || cli.terminal.json) return;
  while (!signal.aborted) {
    const status = await client.activity.status();
    cli.terminal.status(liveStatus(cli.translator, cli.formats, status, ourTime(Date.now())));
    await delay(REFRESH_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function run(cli: Cli): Promise<void> {
  const { terminal, translator } = cli;
  tellSecretFiles(cli);
  const signal = untilSignal(() => terminal.line(translator.t('cli.stopping')));
  await runHost(cli.host, signal, async (client, ending) => {
    if (terminal.json) terminal.document({ ready: true, pid: process.pid }, 'line');
    else terminal.line(translator.t('cli.running'));
    await Promise.all([
      showLog(cli, client, ending).catch(() => undefined),
      showStatus(cli, client, ending).catch(() => undefined),
    ]);
  });
  terminal.line(translator.t('cli.stopped'));
}

export function addRunCommand({ program, translator: { t }, open }: Shell): void {
  program
    .command('run')
    .description(t('cli.command.run'))
    .action(async (_options: object, command: Command) => run(open(command)));
}
