/** The technical log: JSON lines in `backoffice.log`, one older file kept, secrets redacted. */
import { join } from 'node:path';
import { type Level, type Logger, pino, stdTimeFunctions } from 'pino';
import type { Log } from '../../engine/ports.ts';
import type { Redactor } from './redaction.ts';
import { openRotatingFile } from './rotating-file.ts';

const MAX_BYTES = 5 * 1024 * 1024;

function openLogger(file: string): Logger {
  const write = openRotatingFile(file, MAX_BYTES);
  return pino({ level: 'info', base: { pid: process.pid }, timestamp: stdTimeFunctions.isoTime }, { write });
}

/**
 * Written synchronously: what was logged before a kill is in the file. A full disk must not end the program, and neither must another program
 * that has the file just now: then each line tries again.
 */
export function openLogFile(dataDir: string, redactor: Redactor): Log {
  const file = join(dataDir, 'backoffice.log');
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
