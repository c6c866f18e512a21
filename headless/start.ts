/** `npm start`: there is no window yet, so it says so and opens the two practice shops for the command line. */
import { join } from 'node:path';
import { createTranslator } from '../shared/i18n/translate.ts';
import { chosenLocale, runCommandLine } from './command-line.ts';
import { createTerminal } from './output/terminal.ts';

const words = process.argv.slice(2);
const { t } = createTranslator(chosenLocale(words));
const { line } = createTerminal(words.includes('--json'));
// The practice shops forget everything when they end: a ledger of an earlier time would not fit them.
const dataDir = join('.data', `practice-${Date.now().toString(36)}`);

line(t('cli.startNoWindow'));
line(t('cli.startPractice'));
line();
line('backoffice() { npm run -s backoffice -- "$@"; }');
line(`export BACKOFFICE_DATA_DIR='${dataDir}' BACKOFFICE_SECRETS='env'`);
line();

await runCommandLine(['practice', '--data', dataDir, ...words]);
