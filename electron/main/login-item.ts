/** Start at login: the system's own switch, or on Linux a file in the folder that desktops read at login. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { App } from 'electron';

export interface LoginItem {
  /** Null where the system does not offer it. */
  isOn(): boolean | null;
  set(on: boolean): void;
}

/** The program's own word for »without showing a window«. */
export const hiddenFlag = '--hidden';

/** A program that is run from its sources has nothing a login could start. */
const never: LoginItem = { isOn: () => null, set: () => undefined };

export function createLoginItem(app: App, configFolder: string): LoginItem {
  if (!app.isPackaged) return never;
  if (process.platform === 'linux') {
    // An AppImage runs from a folder that is gone afterwards; it says where it lies itself.
    return autostartFile(configFolder, process.env.APPIMAGE ?? process.execPath);
  }
  return {
    isOn: () => {
      const { openAtLogin, executableWillLaunchAtLogin } = app.getLoginItemSettings({ args: [hiddenFlag] });
      // What a person has turned off in Windows' own list of start-up programs is still registered there.
      return process.platform === 'win32' ? executableWillLaunchAtLogin : openAtLogin;
    },
    set: (on) => app.setLoginItemSettings({ openAtLogin: on, args: [hiddenFlag] }),
  };
}

/** Exported for its test. `program`: an absolute path. */
export function autostartFile(configFolder: string, program: string): LoginItem {
  const file = join(configFolder, 'autostart', 'easycashier-backoffice.desktop');
  return {
    isOn: () => existsSync(file),
    set: (on) => {
      if (!on) {
        rmSync(file, { force: true });
        return;
      }
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, desktopEntry(program));
    },
  };
}

/** In quotes, with what the format asks to be escaped; a percent sign would begin a field code. */
function desktopEntry(program: string): string {
  const quoted = `"${program.replaceAll('\\', '\\\\\\\\').replaceAll(/["`$]/g, '\\\\$&').replaceAll('%', '%%')}"`;
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=EasyCashier BackOffice Companion',
    `Exec=${quoted} ${hiddenFlag}`,
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}
