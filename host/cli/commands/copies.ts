/** `backup` · `copies` · `restore`. The last two need no engine: a ledger that cannot be opened is what they are for. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { Refusal } from '../../../engine/refusal.ts';
import { ourTime } from '../../../shared/words/time.ts';
import { takeOwnerLock } from '../../system/owner-lock.ts';
import { listCopies, putInPlace } from '../../system/restore.ts';
import type { Cli } from '../cli.ts';
import { carry, freePath } from './carry.ts';
import type { Shell } from './command.ts';

const MB = 1024 * 1024;

async function backup(cli: Cli, to: string | undefined): Promise<void> {
  const { terminal, translator } = cli;
  const wanted = to === undefined ? null : freePath(to);
  const { folder, file } = await cli.use((client) => client.activity.backup());
  const made = join(folder, file);
  if (wanted !== null) carry(made, wanted);
  const path = wanted ?? made;
  cli.answer({ file, folder, path }, () => terminal.line(translator.t('cli.backedUp', { path })));
}

function copies(cli: Cli): void {
  const { formats, host, terminal, translator } = cli;
  const found = listCopies(host.dataDir);
  cli.answer({ copies: found }, () => {
    if (found.length === 0) terminal.line(translator.t('cli.noCopies'));
    const now = ourTime(Date.now());
    for (const { name, at, bytes } of found) {
      const size = formats.number(Math.max(0.1, Math.round((bytes / MB) * 10) / 10));
      terminal.line(`${name}  ${formats.instant(at, now)}  ${size} MB`);
    }
  });
}

async function restore(cli: Cli, name: string): Promise<void> {
  const { host, terminal, translator } = cli;
  const { restoreCopy } = await import('../../system/restore-copy.ts');
  restoreCopy(host.dataDir, name);
  const lock = takeOwnerLock(join(host.dataDir, 'owner.lock'));
  // Whoever took it meanwhile has put the copy in its place.
  if (lock === null) throw new Refusal('ledgerBusy');
  let keptAside: string | null;
  try {
    keptAside = putInPlace(host.dataDir);
  } finally {
    lock.release();
  }
  cli.answer({ restored: name, keptAside }, () => {
    terminal.line(translator.t('cli.restored', { name }));
    if (keptAside !== null) terminal.line(translator.t('cli.keptAside', { name: keptAside }));
    terminal.line(translator.t('cli.restoredNext'));
  });
}

export function addCopiesCommands({ program, translator: { t }, open }: Shell): void {
  program
    .command('backup')
    .option('--to <file>', t('cli.option.backupTo'))
    .description(t('cli.command.backup'))
    .action(async ({ to }: { to?: string }, command: Command) => backup(open(command), to));
  program
    .command('copies')
    .description(t('cli.command.copies'))
    .action((_options: object, command: Command) => copies(open(command)));
  program
    .command('restore')
    .argument('<file>')
    .description(t('cli.command.restore'))
    .action(async (name: string, _options: object, command: Command) => restore(open(command), name));
}
