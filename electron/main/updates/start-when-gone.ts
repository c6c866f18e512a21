import { spawn } from 'node:child_process';

/**
 * Starts a program when the process has gone: two at once would be one too many, the second only shows the first one's window. An AppImage's own
 * files are gone with it, so the system's shell waits. Not on Windows.
 */
export function startWhenGone(pid: number, program: string, words: readonly string[]): void {
  const script = 'while kill -0 "$0" 2>/dev/null; do sleep 0.1; done; exec "$@"';
  spawn('/bin/sh', ['-c', script, String(pid), program, ...words], {
    detached: true,
    stdio: 'ignore',
  }).unref();
}
