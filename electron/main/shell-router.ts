/** The contract's desktop half, answered. Nothing here reaches stock, orders or secrets. */
import { implement, ORPCError } from '@orpc/server';
import type { KeptCopy } from '../../shared/contract/host.ts';
import { shellContract } from '../../shared/contract/shell.ts';
import type { Locale } from '../../shared/i18n/translate.ts';
import type { Supervisor } from './engine/supervisor.ts';
import { knownRefusal } from './known-refusal.ts';
import type { LoginItem } from './login-item.ts';
import type { MakeReport } from './report.ts';
import { openExternal } from './security/external.ts';
import type { Updates } from './updates/updates.ts';

export interface ShellServices {
  readonly engine: Pick<Supervisor, 'state' | 'restarts' | 'death' | 'tryNow'>;
  readonly loginItem: LoginItem;
  readonly openLogWindow: () => void;
  readonly openScreen: (screen: string) => void;
  /** The folder with the log files. */
  readonly openFolder: () => void;
  readonly makeReport: MakeReport;
  readonly copies: () => KeptCopy[];
  /** Chooses the copy that the engine's next life begins with. @throws Refusal `copyUnusable`, `diskFull` */
  readonly chooseCopy: (name: string) => void;
  /** The path that a person has chosen; null: none. */
  readonly chooseMoved: () => Promise<string | null>;
  readonly setLocale: (locale: Locale) => void;
  readonly updates: Pick<Updates, 'state' | 'look' | 'setOn'>;
  /** Ends the program for what is ready; false: the person stays. */
  readonly installUpdate: () => Promise<boolean>;
}

const os = implement(shellContract);

export function createShellRouter({
  engine,
  loginItem,
  openLogWindow,
  openScreen,
  openFolder,
  makeReport,
  copies,
  chooseCopy,
  chooseMoved,
  setLocale,
  updates,
  installUpdate,
}: ShellServices) {
  return {
    shell: {
      state: os.shell.state.handler(() => ({
        engine: engine.state(),
        restarts: engine.restarts(),
        death: engine.death(),
        startAtLogin: loginItem.isOn(),
      })),
      openLogWindow: os.shell.openLogWindow.handler(() => openLogWindow()),
      openScreen: os.shell.openScreen.handler(({ input }) => openScreen(input.screen)),
      startEngine: os.shell.startEngine.handler(() => engine.tryNow()),
      openFolder: os.shell.openFolder.handler(() => openFolder()),
      copies: os.shell.copies.handler(() => ({ copies: copies() })),
      restore: os.shell.restore.handler(({ input }) => {
        try {
          chooseCopy(input.name);
        } catch (error) {
          const refusal = knownRefusal(error);
          if (refusal === null) throw error;
          throw new ORPCError('REFUSED', { status: 422, data: refusal });
        }
        engine.tryNow();
      }),
      chooseMoved: os.shell.chooseMoved.handler(async () => ({ path: await chooseMoved() })),
      report: os.shell.report.handler(() => makeReport()),
      openExternal: os.shell.openExternal.handler(async ({ input }) => {
        if (await openExternal(input.url)) return;
        throw new ORPCError('REFUSED', { status: 422, data: { code: 'notSupported', args: {} } });
      }),
      setStartAtLogin: os.shell.setStartAtLogin.handler(({ input }) => loginItem.set(input.on)),
      setLocale: os.shell.setLocale.handler(({ input }) => setLocale(input.locale)),
      updates: {
        state: os.shell.updates.state.handler(() => updates.state()),
        look: os.shell.updates.look.handler(() => updates.look('hand')),
        install: os.shell.updates.install.handler(async () => ({ begun: await installUpdate() })),
        setOn: os.shell.updates.setOn.handler(({ input }) => updates.setOn(input.on)),
      },
    },
  };
}
