/** The technical log: JSON lines in `backoffice.log`, one older file kept, secrets redacted. */
import { renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { destination, type Level, type Logger, pino, stdTimeFunctions } from 'pino';
import type { Log } from '../../engine/ports.ts';
import type { Redactor } from './redaction.ts';

const MAX_BYTES = 5 * 1024 * 1024;

/** At start only: the process that logs owns the data directory, so nobody else holds the file. */
function rotate(file: string): void {
  try {
    if (statSync(file).size > MAX_BYTES) renameSync(file, `${file}.1`);
  } catch {
    // There is none yet, or another program holds it: the next start tries again.
  }
}

function openLogger(file: string): Logger {
  const sink = destination({ dest: file, sync: true, mode: 0o600 });
  sink.on('error', () => undefined);
  return pino({ level: 'info', base: { pid: process.pid }, timestamp: stdTimeFunctions.isoTime }, sink);
}

/**
 * Written synchronously: what was logged before a kill is in the file. A full disk must not end the program, and neither must another program
 * that has the file just now: then each line tries again.
 */
export function openLogFile(dataDir: string, redactor: Redactor): Log {
  const file = join(dataDir, 'backoffice.log');
  rotate(file);
  let opened: Logger | null = null;
  const write =
    (level: Level) =>
    (event: string, fields: Record<string, unknown> = {}) => {
      try {
        opened ??= openLogger(file);
        const logger = opened;
        if (!logger.isLevelEnabled(level)) return;
        logger[level](redactor.fields(fields), redactor.text(event));
      } catch {
        // The log is the last thing that may stop the stock from being kept in step.
      }
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
