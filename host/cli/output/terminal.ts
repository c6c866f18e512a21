/** The one module that writes to the terminal. Answers go to stdout; failures, questions and bars to stderr. */
import { styleText } from 'node:util';
import { printable, printableJson, printableLine } from '../../../shared/words/control-characters.ts';

/** A part of a line that is ours to colour: what comes from others never brings a colour of its own. */
export interface Painted {
  readonly text: string;
  readonly colour: 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';
}

export interface Terminal {
  readonly json: boolean;
  /** A person is looking at stdout. */
  readonly isInteractive: boolean;
  /** A person can be asked: both ends are a terminal and the answer is not JSON. */
  readonly canAsk: boolean;
  /** Columns; endless where no person is looking. */
  readonly width: number;
  /** One line for people, whatever is in it; silent with `--json`. Nothing in it moves the cursor, colours the screen or reaches the clipboard. */
  line(...parts: readonly (string | Painted)[]): void;
  /** The same of a text whose ends of lines are ours: a table, a sentence that was broken, a file. */
  block(...parts: readonly (string | Painted)[]): void;
  /** The one JSON document of a command, or one of its JSON lines. */
  document(value: unknown, layout?: 'document' | 'line'): void;
  /** One line on stderr, whatever is in it. */
  notice(text: string): void;
  /** A line that replaces itself (stderr, terminals only). */
  status(text: string): void;
}

const CLEAR_LINE = '\r\u001b[2K';

export function createTerminal(json: boolean): Terminal {
  const isInteractive = process.stdout.isTTY === true;
  const hasColour = isInteractive && !json && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
  let statusShown = false;

  const clearStatus = () => {
    if (!statusShown) return;
    process.stderr.write(CLEAR_LINE);
    statusShown = false;
  };

  const shown = (part: string | Painted, clean: (text: string) => string) => {
    if (typeof part === 'string') return clean(part);
    const text = clean(part.text);
    return hasColour ? styleText(part.colour, text, { validateStream: false }) : text;
  };
  const write = (parts: readonly (string | Painted)[], clean: (text: string) => string) => {
    if (json) return;
    clearStatus();
    process.stdout.write(`${parts.map((part) => shown(part, clean)).join('')}\n`);
  };

  return {
    json,
    isInteractive,
    canAsk: !json && process.stdin.isTTY === true && process.stderr.isTTY === true,
    width: isInteractive ? (process.stdout.columns ?? 80) : Number.POSITIVE_INFINITY,
    line: (...parts) => write(parts, printableLine),
    block: (...parts) => write(parts, printable),
    document: (value, layout = 'document') => {
      clearStatus();
      const json = JSON.stringify(value, null, layout === 'document' ? 2 : undefined);
      process.stdout.write(`${printableJson(json)}\n`);
    },
    notice: (text) => {
      clearStatus();
      process.stderr.write(`${printableLine(text)}\n`);
    },
    status: (text) => {
      if (process.stderr.isTTY !== true) return;
      const width = (process.stderr.columns ?? 80) - 1;
      process.stderr.write(`${CLEAR_LINE}${printableLine(text).slice(0, width)}`);
      statusShown = true;
    },
  };
}

/** Waits until everything written has left the process. */
export async function flush(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.writable) await new Promise<void>((resolve) => stream.write('', () => resolve()));
  }
}

/** A reader that has gone (`… | head`) is no failure. */
export function endQuietlyWithoutReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      process.exit(error.code === 'EPIPE' ? 0 : 1);
    });
  }
}
