/** The icon beside the clock: one picture and one word per state. */

import { join } from 'node:path';
import { Menu, nativeImage, nativeTheme, Tray } from 'electron';
import type { Translator } from '../../../shared/i18n/translate.ts';
import type { TrayState } from './tray-state.ts';

export interface TrayActions {
  readonly open: () => void;
  readonly openLog: () => void;
  readonly quit: () => void;
}

export interface AppTray {
  state(): TrayState;
  show(state: TrayState): void;
  applyLanguage(translator: Translator): void;
}

export function createTray(folder: string, actions: TrayActions, first: Translator): AppTray {
  let state: TrayState = 'waiting';
  let translator = first;
  const tray = new Tray(pictureOf(folder, state));

  const draw = () => {
    const { t } = translator;
    tray.setImage(pictureOf(folder, state));
    tray.setToolTip(`${t('desktop.name')} – ${t(`desktop.tray.${state}`)}`);
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: t(`desktop.tray.${state}`), enabled: false },
        { type: 'separator' },
        { label: t('desktop.tray.open'), click: actions.open },
        { label: t('desktop.menu.log'), click: actions.openLog },
        { type: 'separator' },
        { label: t('desktop.menu.quit'), click: actions.quit },
      ]),
    );
  };
  draw();
  tray.on('click', actions.open);
  nativeTheme.on('updated', draw);
  return {
    state: () => state,
    show: (next) => {
      if (next === state) return;
      state = next;
      draw();
    },
    applyLanguage: (next) => {
      translator = next;
      draw();
    },
  };
}

/** macOS colours a template itself; elsewhere the picture suits the bar's light or dark. */
function pictureOf(folder: string, state: TrayState): Electron.NativeImage {
  if (process.platform === 'darwin') {
    const image = nativeImage.createFromPath(join(folder, `${state}-Template.png`));
    image.setTemplateImage(true);
    return image;
  }
  const scheme = nativeTheme.shouldUseDarkColors ? 'dark' : 'light';
  const kind = process.platform === 'win32' ? 'ico' : 'png';
  return nativeImage.createFromPath(join(folder, `${state}-${scheme}.${kind}`));
}
