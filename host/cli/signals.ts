/** Ctrl+C once ends in order; a second time ends at once. */

const KILLED_BY_SIGINT = 130;

export function untilSignal(onFirst: () => void): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(KILLED_BY_SIGINT);
    onFirst();
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}
