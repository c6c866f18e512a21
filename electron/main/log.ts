/**
 * The desktop's own technical log, beside the engine's: events and counts, never what a window or the engine said, but for
 * the last words of one that died, redacted.
 */
import { appendFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const MAX_BYTES = 1024 * 1024;

export type DesktopLog = (event: string, fields?: Record<string, unknown>) => void;

export function openLog(dataDir: string): DesktopLog {
  const file = join(dataDir, 'desktop.log');
  try {
    if (statSync(file).size > MAX_BYTES) renameSync(file, `${file}.1`);
  } catch {
    // There is none yet.
  }
  return (event, fields = {}) => {
    const line = JSON.stringify({ time: new Date().toISOString(), event, ...fields });
    try {
      appendFileSync(file, `${line}\n`, { mode: 0o600 });
    } catch {
      // A full disk must not end the program.
    }
  };
}
