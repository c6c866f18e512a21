/** The one module that writes to the terminal. Answers go to stdout; failures, questions and bars to stderr. */

export interface Terminal {
  readonly json: boolean;
  /** A person is looking at stdout. */
  readonly isInteractive: boolean;
  /** A person can be asked: both ends are a terminal and the answer is not JSON. */
  readonly canAsk: boolean;
  readonly hasColour: boolean;
  /** Columns; endless where no person is looking. */
  readonly width: number;
  /** Text for people; silent with `--json`. */
  line(text?: string): void;
  /** The one JSON document of a command, or one of its JSON lines. */
  document(value: unknown, layout?: 'document' | 'line'): void;
  /** One line on stderr, whatever is in it. */
  notice(text: string): void;
  /** A line that replaces itself (stderr, terminals only). */
  status(text: string): void;
}

const CLEAR_LINE = '\r\u001b[2K';

/** Keeps a hostile name in a remote system from moving the cursor or colouring the screen. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

export function createTerminal(json: boolean): Terminal {
  const isInteractive = process.stdout.isTTY === true;
  const hasColour = isInteractive && !json && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
  let statusShown = false;

  const clearStatus = () => {
    if (!statusShown) return;
    process.stderr.write(CLEAR_LINE);
    statusShown = false;
  };

  return {
    json,
    isInteractive,
    canAsk: !json && process.stdin.isTTY === true && process.stderr.isTTY === true,
    hasColour,
    width: isInteractive ? (process.stdout.columns ?? 80) : Number.POSITIVE_INFINITY,
    line: (text = '') => {
      if (json) return;
      clearStatus();
      process.stdout.write(`${text}\n`);
    },
    document: (value, layout = 'document') => {
      clearStatus();
      process.stdout.write(`${JSON.stringify(value, null, layout === 'document' ? 2 : undefined)}\n`);
    },
    notice: (text) => {
      clearStatus();
      process.stderr.write(`${printable(text).replaceAll(/\s*\n\s*/g, ' ')}\n`);
    },
    status: (text) => {
      if (process.stderr.isTTY !== true) return;
      const width = (process.stderr.columns ?? 80) - 1;
      process.stderr.write(`${CLEAR_LINE}${printable(text).slice(0, width)}`);
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
