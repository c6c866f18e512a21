/** The native menu, in the language of the window. */
import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { Translator } from '../../shared/i18n/translate.ts';
import type { ZoomChange } from './windows/zoom.ts';

export interface MenuActions {
  readonly openScreen: (screen: string) => void;
  readonly openLog: () => void;
  readonly openFolder: () => void;
  readonly zoom: (change: ZoomChange) => void;
  readonly lookForUpdates: () => void;
  readonly quit: () => void;
}

const screens = [
  ['overview', '/'],
  ['articles', '/articles'],
  ['sync', '/sync'],
  ['orders', '/orders'],
  ['inbox', '/inbox'],
] as const;

export function setMenu({ t }: Translator, actions: MenuActions, hasTools: boolean): void {
  const isMac = process.platform === 'darwin';
  const line: MenuItemConstructorOptions = { type: 'separator' };
  const settings: MenuItemConstructorOptions = {
    label: t('desktop.menu.settings'),
    accelerator: 'CommandOrControl+,',
    click: () => actions.openScreen('/settings'),
  };
  const log: MenuItemConstructorOptions = {
    label: t('desktop.menu.log'),
    accelerator: 'CommandOrControl+L',
    click: actions.openLog,
  };
  // The keys that end other programs close the window here: a slip must not end what keeps the stock in step.
  const close: MenuItemConstructorOptions = {
    label: t('desktop.menu.close'),
    accelerator: 'CommandOrControl+Q',
    click: (_item, window) => window?.close(),
  };
  const quit: MenuItemConstructorOptions = { label: t('desktop.menu.quit'), click: actions.quit };
  const about: MenuItemConstructorOptions = { label: t('desktop.menu.about'), role: 'about' };
  const update: MenuItemConstructorOptions = {
    label: t('desktop.menu.lookForUpdates'),
    click: actions.lookForUpdates,
  };
  const tools: MenuItemConstructorOptions[] = hasTools
    ? [line, { role: 'reload' }, { role: 'toggleDevTools' }]
    : [];
  const own: MenuItemConstructorOptions = {
    label: t('desktop.name'),
    submenu: [
      about,
      update,
      line,
      settings,
      line,
      { label: t('desktop.menu.hide'), role: 'hide' },
      close,
      line,
      quit,
    ],
  };

  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [own] : []),
    {
      label: t('desktop.menu.file'),
      submenu: isMac ? [log, { role: 'close' }] : [log, settings, line, close, quit],
    },
    {
      label: t('desktop.menu.edit'),
      submenu: [
        ...(['undo', 'redo'] as const).map((role) => ({ role, label: t(`desktop.menu.${role}`) })),
        line,
        ...(['cut', 'copy', 'paste', 'selectAll'] as const).map((role) => ({
          role,
          label: t(`desktop.menu.${role}`),
        })),
      ],
    },
    {
      label: t('desktop.menu.view'),
      submenu: [
        ...screens.map(([name, screen], at) => ({
          label: t(`desktop.menu.${name}`),
          accelerator: `CommandOrControl+${at + 1}`,
          click: () => actions.openScreen(screen),
        })),
        line,
        ...zoomItems(t, actions),
        { label: t('desktop.menu.fullScreen'), role: 'togglefullscreen' },
        ...tools,
      ],
    },
    {
      label: t('desktop.menu.help'),
      role: 'help',
      submenu: [
        { label: t('desktop.menu.folder'), click: actions.openFolder },
        ...(isMac ? [] : [update, about]),
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

/** As Chromium's own, but kept, and within bounds. */
function zoomItems(t: Translator['t'], { zoom }: MenuActions): MenuItemConstructorOptions[] {
  return [
    { label: t('desktop.menu.zoomIn'), accelerator: 'CommandOrControl+Plus', click: () => zoom('in') },
    // Where the plus needs Shift people leave it out.
    {
      label: t('desktop.menu.zoomIn'),
      accelerator: 'CommandOrControl+=',
      visible: false,
      acceleratorWorksWhenHidden: true,
      click: () => zoom('in'),
    },
    { label: t('desktop.menu.zoomOut'), accelerator: 'CommandOrControl+-', click: () => zoom('out') },
    { label: t('desktop.menu.resetZoom'), accelerator: 'CommandOrControl+0', click: () => zoom('reset') },
  ];
}
