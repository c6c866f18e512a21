import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'electron';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { autostartFile, createLoginItem } from './login-item.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backoffice-login-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = () => join(folder, 'autostart', 'easycashier-backoffice.desktop');
const commandOf = (program: string) => {
  autostartFile(folder, program).set(true);
  return /^Exec=(.*)$/m.exec(readFileSync(file(), 'utf8'))?.[1];
};

describe('the file that desktops read at login', () => {
  it('is written, told of and removed', () => {
    const item = autostartFile(folder, '/opt/backoffice');
    expect(item.isOn()).toBe(false);
    item.set(false);
    item.set(true);
    item.set(true);
    expect(item.isOn()).toBe(true);
    expect(readFileSync(file(), 'utf8')).toMatch(/^\[Desktop Entry\]\nType=Application\nName=/);
    item.set(false);
    expect([item.isOn(), existsSync(file())]).toEqual([false, false]);
  });

  it('starts the program without a window', () => {
    expect(commandOf('/opt/backoffice')).toBe('"/opt/backoffice" --hidden');
  });

  it.each([
    ['/opt/Back Office.AppImage', '"/opt/Back Office.AppImage" --hidden'],
    ['/opt/100%f', '"/opt/100%%f" --hidden'],
    ['/opt/a"b', '"/opt/a\\\\"b" --hidden'],
    ['/opt/$HOME`x`', '"/opt/\\\\$HOME\\\\`x\\\\`" --hidden'],
    ['/opt/a\\b', '"/opt/a\\\\\\\\b" --hidden'],
  ])('escapes %s', (program, expected) => expect(commandOf(program)).toBe(expected));
});

it('a program run from its sources offers no start at login', () => {
  const item = createLoginItem({ isPackaged: false } as App, folder);
  item.set(true);
  expect(item.isOn()).toBeNull();
  expect(existsSync(file())).toBe(false);
});

describe('start at login as Windows sees it', () => {
  const platform = Object.getOwnPropertyDescriptor(process, 'platform');
  beforeEach(() => Object.defineProperty(process, 'platform', { value: 'win32' }));
  afterEach(() => platform && Object.defineProperty(process, 'platform', platform));

  it('is off where a person has turned it off in the list of start-up programs', () => {
    const registered = (executableWillLaunchAtLogin: boolean) =>
      createLoginItem(
        {
          isPackaged: true,
          getLoginItemSettings: () => ({ openAtLogin: true, executableWillLaunchAtLogin }),
        } as unknown as App,
        folder,
      ).isOn();
    expect([registered(true), registered(false)]).toEqual([true, false]);
  });
});
