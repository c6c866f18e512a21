/** What a process has written last on its stderr: why it died, more often than not. */

/** What is kept of it for people, bytes. */
const SHOWN_BYTES = 4 * 1024;
/** Held until then: a secret that is cut in two would not be found any more. */
const HELD_BYTES = 4 * SHOWN_BYTES;
/** What is still in the pipe when the process is known to have gone has come by then, or never will. */
const REST_MS = 500;

export interface LastWords {
  /** As it was written, secrets and all: see `shownWords`. Waits for what is still on its way. */
  whole(): Promise<string>;
}

/** Listens to `stream`; `echo` is given everything as it comes. Null: nothing can be heard. */
export function hearLastWords(
  stream: NodeJS.ReadableStream | null,
  echo: (chunk: Buffer) => void,
): LastWords {
  let held = Buffer.alloc(0);
  const ended = Promise.withResolvers<void>();
  const hear = (chunk: Buffer | string) => {
    const bytes = Buffer.from(chunk);
    echo(bytes);
    held = Buffer.concat([held, bytes]).subarray(-HELD_BYTES);
  };
  const listen = () => {
    stream?.on('data', hear);
    for (const event of ['end', 'close', 'error'] as const) stream?.once(event, () => ended.resolve());
  };
  listen();
  if (stream === null) ended.resolve();
  return {
    whole: async () => {
      // Electron takes every listener off the moment its process has gone, with words still in the pipe.
      await Promise.resolve();
      if (stream?.listenerCount('data') === 0) listen();
      const late = setTimeout(() => ended.resolve(), REST_MS);
      await ended.promise;
      clearTimeout(late);
      return held.toString('utf8');
    },
  };
}

/** The last 4 kB of it, after `redact` has taken out what must not be read. */
export function shownWords(whole: string, redact: (text: string) => string): string {
  return Buffer.from(redact(whole).trim())
    .subarray(-SHOWN_BYTES)
    .toString('utf8')
    .replace(/^\uFFFD+/, '');
}
