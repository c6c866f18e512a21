/** One command in, one answer and one exit code out: for every program that starts from a shell. */
import type { Command } from 'commander';
import { createTranslator, type Locale } from '../../shared/i18n/translate.ts';
import { describeFailure } from '../failure.ts';
import { createCli, type GlobalOptions } from './cli.ts';
import { systemLocale } from './locale.ts';
import { createTerminal, endQuietlyWithoutReader, flush } from './output/terminal.ts';
import { asUsageError, buildProgram, isCommanderError } from './program.ts';

/** Read before the rest: help and complaints are in the chosen language too. */
export function chosenLocale(words: readonly string[]): Locale {
  const at = words.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  const chosen = at === -1 ? '' : (words[at]?.split('=')[1] ?? words[at + 1] ?? '');
  return chosen === 'sv' || chosen === 'en' ? chosen : systemLocale(process.env);
}

async function answer(words: readonly string[]): Promise<number> {
  const translator = createTranslator(chosenLocale(words));
  const open = (command: Command) => createCli(translator, command.optsWithGlobals<GlobalOptions>());
  try {
    const program = buildProgram(translator, open);
    await program.parseAsync([...words], { from: 'user' });
    return 0;
  } catch (thrown) {
    const error = isCommanderError(thrown) ? asUsageError(thrown) : thrown;
    if (error === null) return 0;
    const { code, message, hint, exitCode, isAnswered } = describeFailure(translator, error);
    const terminal = createTerminal(words.includes('--json'));
    if (terminal.json && !isAnswered) terminal.document({ error: { code, message, hint } });
    terminal.notice(`${message} ${hint}`.trim());
    return exitCode;
  }
}

/** Never returns: the process ends with the command's exit code. */
export async function runCommandLine(words: readonly string[]): Promise<never> {
  endQuietlyWithoutReader();
  const exitCode = await answer(words);
  await flush();
  // Idle connections of `fetch` would keep the process for seconds.
  process.exit(exitCode);
}
