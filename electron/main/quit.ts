/**
 * An end in order. While a run is on, a person chooses: wait until it is done, or pause it. Where nobody can be asked
 * (the system shuts down, a signal) the engine ends at once, within two seconds: each thing that was sent is in the ledger before, and the next
 * start goes on from there.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { app, autoUpdater, type BrowserWindow, dialog } from 'electron';
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

export interface Endings {
  /** Ends the program at once, asking nobody: for a system that ends. */
  readonly atOnce: () => void;
  /**
   * As when somebody quits, but `last` ends the program once the engine has ended. Resolves with false where the person stays, or it is ending
   * already. Rejects as `last` does: then there is no engine any more.
   */
  readonly endWith: (last: () => Promise<void>) => Promise<boolean>;
}

export function endInOrder(options: QuitOptions): Endings {
  const { engine, watch } = options;
  let isUnattended = false;
  /** `leaving`: whoever quits now has waited for the engine. */
  let state: 'on' | 'asking' | 'ending' | 'leaving' = 'on';
  const exit = () => app.exit(0);

  const quit = async (last: () => Promise<void>): Promise<boolean> => {
    if (!isUnattended) {
      for (let runId = await runningRun(watch); runId !== null; runId = await runningRun(watch)) {
        const choice = await ask(options);
        if (choice === 'stay') {
          state = 'on';
          return false;
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
    // A system that ends meanwhile is not kept waiting by anything else.
    if (isUnattended) exit();
    else await last();
    return true;
  };

  app.on('before-quit', (event) => {
    if (state === 'leaving') return;
    // The last word is `app.exit`, which does not come by here: however often it is asked, the engine ends in order.
    event.preventDefault();
    if (state !== 'on') return;
    state = 'asking';
    void quit(async () => exit());
  });
  // Of macOS' updater, before it closes the windows one by one.
  autoUpdater.on('before-quit-for-update', options.onEnding);
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
      void engine.stop(AT_ONCE_MS).then(exit);
    } else app.quit();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, atOnce);
  return {
    atOnce,
    endWith: async (last) => {
      if (state !== 'on') return false;
      state = 'asking';
      return quit(() => {
        state = 'leaving';
        return last();
      });
    },
  };
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
