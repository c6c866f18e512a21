/** The program cannot start: why, in words, and what to do; then it ends. */
import { app, dialog } from 'electron';
import { explainRefusal } from '../../shared/i18n/sentences.ts';
import type { Translator } from '../../shared/i18n/translate.ts';
import { knownRefusal } from './known-refusal.ts';

/** A program without a window that nobody knows of would hold the data directory: it ends, whatever the error was. */
export function refuse(translator: Translator, error: unknown): void {
  dialog.showErrorBox(translator.t('desktop.cannotStart'), wordsOf(translator, error));
  app.exit(1);
}

function wordsOf(translator: Translator, error: unknown): string {
  const known = knownRefusal(error);
  if (known === null) return error instanceof Error ? error.message : String(error);
  const { what, stock, next } = explainRefusal(translator, known.code, known.args);
  return [what, stock, next].filter(Boolean).join('\n');
}
