/** The command line: `npm run -s backoffice -- COMMAND`. */
import { runCommandLine } from './command-line.ts';

await runCommandLine(process.argv.slice(2));
