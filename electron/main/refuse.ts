/** The program cannot start: why, in words, and what to do; then it ends. */
import { app, dialog } from 'electron';
import { z } from 'zod';
import { refusalArgs, refusalCode } from '../../shared/contract/base.ts';
import { explainRefusal } from '../../shared/i18n/sentences.ts';
import type { Translator } from '../../shared/i18n/translate.ts';

const refusal = z.object({ code: refusalCode, args: refusalArgs });

/** A program without a window that nobody knows of would hold the data directory: it ends, whatever the error was. */
export function refuse(translator: Translator, error: unknown): void {
  dialog.showErrorBox(translator.t('desktop.cannotStart'), wordsOf(translator, error));
  app.exit(1);
}

function wordsOf(translator: Translator, error: unknown): string {
  const known = refusal.safeParse(error);
  if (!known.success) return error instanceof Error ? error.message : String(error);
  const { what, stock, next } = explainRefusal(translator, known.data.code, known.data.args);
  return [what, stock, next].filter(Boolean).join('\n');
}
