/** The command line: `npm run -s backoffice -- COMMAND`. */
import { runCommandLine } from './command-line.ts';

// Whatever is made here is this user's alone from its first byte on.
process.umask(0o077);
await runCommandLine(process.argv.slice(2));
