/** What kills the engine is said on stderr, where main hears it, without the secrets that only the engine knows. */
import { writeSync } from 'node:fs';
import { inspect } from 'node:util';
import type { Redactor } from '../system/redaction.ts';

const STDERR = 2;

/** As Node would print it, redacted. */
export function lastError(error: unknown, redactor: Redactor): string {
  return `${redactor.text(inspect(error))}\n`;
}

/** Ends the process as Node would, after the word. */
export function dieRedacted(redactor: Redactor): void {
  process.on('uncaughtException', (error) => {
    try {
      // At once: what is left to a stream may be lost with the process.
      writeSync(STDERR, lastError(error, redactor));
    } finally {
      process.exit(1);
    }
  });
}
