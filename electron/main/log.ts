/**
 * The desktop's own technical log, beside the engine's: events and counts, never what a window or the engine said, but for
 * the last words of one that died, redacted.
 */
import { join } from 'node:path';
import { openRotatingFile } from '../../host/system/rotating-file.ts';

const MAX_BYTES = 1024 * 1024;

export type DesktopLog = (event: string, fields?: Record<string, unknown>) => void;

export function openLog(dataDir: string): DesktopLog {
  const file = join(dataDir, 'desktop.log');
  const write = openRotatingFile(file, MAX_BYTES);
  return (event, fields = {}) => {
    const line = JSON.stringify({ time: new Date().toISOString(), event, ...fields });
    try {
      write(`${line}\n`);
    } catch {
      // A full disk must not end the program.
    }
  };
}
