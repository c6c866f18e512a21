/**
 * `npm start`: the app. In Electron where it can run, otherwise the same window in a browser of this computer. With words
 * it is `serve` with these words.
 */
import { createTranslator } from '../../shared/i18n/translate.ts';
import { chosenLocale, runCommandLine } from '../cli/command-line.ts';
import { createTerminal } from '../cli/output/terminal.ts';
import { runDesktopApp } from './desktop.ts';

const words = process.argv.slice(2);
if (words.length === 0) {
  const { t } = createTranslator(chosenLocale(words));
  const { notice } = createTerminal(false);
  const reason = await runDesktopApp((word) => notice(t(`cli.start.${word}`)));
  if (reason === null) process.exit(0);
  notice(t(`cli.start.${reason}`));
}
// Whatever is made here is this user's alone from its first byte on.
process.umask(0o077);
await runCommandLine(['serve', ...words]);
