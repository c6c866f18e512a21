/**
 * An end in order. While a run is on, a person chooses: wait until it is done, or pause it. Where nobody can be asked
 * (the system shuts down, a signal) the engine ends at once, within two seconds: each thing that was sent is in the ledger before, and the next
 * start goes on from there.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { app, type BrowserWindow, dialog } from 'electron';
import type { Translator } from '../../shared/i18n/translate.ts';
import type { Supervisor } from './engine/supervisor.ts';
import type { Watch } from './presence/watch.ts';

export interface QuitOptions {
  readonly engine: Supervisor;
  readonly watch: Watch;
  readonly translator: () => Translator;
  readonly window: () => BrowserWindow | null;
  /** Told when the end has begun: windows may close from now on. */
  readonly onEnding: () => void;
}

type Choice = 'wait' | 'pause' | 'stay';

const POLL_MS = 500;
/** Whoever shuts down a computer kills what takes longer than some seconds, and the machine with it. */
const AT_ONCE_MS = 2_000;

/** Returns what ends the program at once, asking nobody: for a system that ends. */
export function endInOrder(options: QuitOptions): () => void {
  const { engine, watch } = options;
  let isUnattended = false;
  let state: 'on' | 'asking' | 'ending' = 'on';

  const quit = async () => {
    if (!isUnattended) {
      for (let runId = await runningRun(watch); runId !== null; runId = await runningRun(watch)) {
        const choice = await ask(options);
        if (choice === 'stay') {
          state = 'on';
          return;
        }
        if (choice === 'pause')
          await watch.ask(({ sync }, signal) => sync.pause({ runId: runId as string }, { signal }));
        else await runIsOver(watch, () => isUnattended);
        if (isUnattended) break;
      }
    }
    state = 'ending';
    options.onEnding();
    await engine.stop(isUnattended ? AT_ONCE_MS : undefined);
    app.exit(0);
  };

  app.on('before-quit', (event) => {
    // The last word is `app.exit`, which does not come by here: however often it is asked, the engine ends in order.
    event.preventDefault();
    if (state !== 'on') return;
    state = 'asking';
    void quit();
  });
  const atOnce = () => {
    if (isUnattended) return;
    isUnattended = true;
    if (state === 'ending') {
      // An end that a person has asked for has more time than a system that ends leaves it.
      void engine.stop(AT_ONCE_MS);
      return;
    }
    // A question that is open is answered by the one who ends us.
    if (state === 'asking') {
      state = 'ending';
      options.onEnding();
      void engine.stop(AT_ONCE_MS).then(() => app.exit(0));
    } else app.quit();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, atOnce);
  return atOnce;
}

async function runningRun(watch: Watch): Promise<string | null> {
  const status = await watch.ask(({ activity }, signal) => activity.status(undefined, { signal }));
  return status?.run?.state === 'running' ? status.run.runId : null;
}

async function runIsOver(watch: Watch, isInHurry: () => boolean): Promise<void> {
  while (!isInHurry() && (await runningRun(watch)) !== null) await delay(POLL_MS);
}

async function ask({ translator, window }: QuitOptions): Promise<Choice> {
  const { t } = translator();
  const choices = ['wait', 'pause', 'stay'] as const;
  const question = {
    type: 'question' as const,
    title: t('desktop.quit.title'),
    message: t('desktop.quit.message'),
    detail: t('desktop.quit.detail'),
    buttons: choices.map((choice) => t(`desktop.quit.${choice}`)),
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  };
  const parent = window();
  const { response } =
    parent?.isVisible() === true
      ? await dialog.showMessageBox(parent, question)
      : await dialog.showMessageBox(question);
  return choices[response] ?? 'stay';
}
