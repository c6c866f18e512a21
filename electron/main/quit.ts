/**
 * An end in order. While a run is on, a person chooses: wait until it is done, or pause it. Where nobody can be asked
 * (the system shuts down, a signal) the engine ends at once: the run is in the ledger and goes on at the next start.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { app, type BrowserWindow, dialog, powerMonitor } from 'electron';
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

export function endInOrder(options: QuitOptions): void {
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
    await engine.stop();
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
    if (state === 'ending') return;
    isUnattended = true;
    // A question that is open is answered by the one who ends us.
    if (state === 'asking') {
      state = 'ending';
      options.onEnding();
      void engine.stop().then(() => app.exit(0));
    } else app.quit();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, atOnce);
  powerMonitor.on('shutdown', atOnce);
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
