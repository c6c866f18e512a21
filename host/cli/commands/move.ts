/** `move out` · `move in` · `move take-back` · `move without-relay`: to a new computer, and back. */
import { basename, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { Refusal } from '../../../engine/refusal.ts';
import { takeOwnerLock } from '../../system/owner-lock.ts';
import { putInPlace } from '../../system/restore.ts';
import type { Cli } from '../cli.ts';
import { carry, freePath } from './carry.ts';
import type { Shell } from './command.ts';

/** @param file where the file is to lie; absent: beside the copies */
async function leave(cli: Cli, file: string | undefined): Promise<void> {
  const { terminal, translator } = cli;
  const wanted = file === undefined ? null : freePath(file);
  const left = await cli.use((client) => client.move.leave());
  const made = join(left.folder, left.file);
  if (wanted !== null) carry(made, wanted);
  const path = wanted ?? made;
  cli.answer({ ...left, path }, () => {
    terminal.line(translator.t('cli.moved'));
    terminal.line(`  ${path}`);
    terminal.line(translator.t('cli.movedNext'));
  });
}

/** Needs no engine: there may be none that could be opened. */
async function openFile(cli: Cli, file: string): Promise<void> {
  const { host, terminal, translator } = cli;
  const { stageMoved } = await import('../../system/open-moved.ts');
  const lock = takeOwnerLock(join(host.dataDir, 'owner.lock'));
  if (lock === null) throw new Refusal('ledgerBusy');
  let keptAside: string | null;
  try {
    putInPlace(host.dataDir); // what was chosen before
    stageMoved(host.dataDir, resolve(file));
    keptAside = putInPlace(host.dataDir);
  } finally {
    lock.release();
  }
  cli.answer({ opened: basename(file), keptAside }, () => {
    terminal.line(translator.t('cli.moveOpened', { file: basename(file) }));
    if (keptAside !== null) terminal.line(translator.t('cli.keptAside', { name: keptAside }));
    terminal.line(translator.t('cli.moveOpenedNext'));
  });
}

async function takeBack(cli: Cli): Promise<void> {
  await cli.use((client) => client.move.takeBack());
  cli.answer({ takenBack: true }, () => cli.terminal.line(cli.translator.t('cli.takenBack')));
}

async function withoutRelay(cli: Cli): Promise<void> {
  await cli.use((client) => client.move.withoutRelay());
  cli.answer({ withoutRelay: true }, () => cli.terminal.line(cli.translator.t('cli.withoutRelay')));
}

export function addMoveCommands({ program, translator: { t }, open }: Shell): void {
  const move = program.command('move').description(t('cli.command.move'));
  move
    .command('out')
    .argument('[file]')
    .description(t('cli.command.moveLeave'))
    .action(async (file: string | undefined, _options: object, command: Command) =>
      leave(open(command), file),
    );
  move
    .command('in')
    .argument('<file>')
    .description(t('cli.command.moveOpen'))
    .action(async (file: string, _options: object, command: Command) => openFile(open(command), file));
  move
    .command('take-back')
    .description(t('cli.command.moveTakeBack'))
    .action(async (_options: object, command: Command) => takeBack(open(command)));
  move
    .command('without-relay')
    .description(t('cli.command.moveWithoutRelay'))
    .action(async (_options: object, command: Command) => withoutRelay(open(command)));
}
