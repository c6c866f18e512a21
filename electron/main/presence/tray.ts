/** The icon beside the clock: one picture and one word per state. */

import { join } from 'node:path';
import { Menu, nativeImage, nativeTheme, Tray } from 'electron';
import type { Status } from '../../../shared/contract/activity.ts';
import type { Translator } from '../../../shared/i18n/translate.ts';
import type { TrayState } from './tray-state.ts';

export interface TrayActions {
  readonly open: () => void;
  readonly openLog: () => void;
  /** »Pausa allt«, or on again. */
  readonly pause: (isOn: boolean) => void;
  /** Where it says what to do about a new version. */
  readonly openUpdates: () => void;
  readonly quit: () => void;
}

/** What the menu offers about pausing everything; null: there is nothing to pause. */
type PauseOffer = 'pause' | 'resume' | null;

/** By what was seen last. */
export function pauseOfferOf(status: Status | null): PauseOffer {
  if (status === null || status.activatedAt === null) return null;
  return status.pausedAt === null ? 'pause' : 'resume';
}

export interface AppTray {
  state(): TrayState;
  show(state: TrayState, offer: PauseOffer): void;
  /** The version that somebody can take; null: none. */
  showUpdate(version: string | null): void;
  applyLanguage(translator: Translator): void;
}

export function createTray(folder: string, actions: TrayActions, first: Translator): AppTray {
  let state: TrayState = 'waiting';
  let offer: PauseOffer = null;
  let update: string | null = null;
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
        ...pauseItem(translator, offer, actions),
        ...updateItem(translator, update, actions),
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
    show: (next, nextOffer) => {
      if (next === state && nextOffer === offer) return;
      state = next;
      offer = nextOffer;
      draw();
    },
    showUpdate: (version) => {
      if (version === update) return;
      update = version;
      draw();
    },
    applyLanguage: (next) => {
      translator = next;
      draw();
    },
  };
}

function pauseItem(
  { t }: Translator,
  offer: PauseOffer,
  { pause }: TrayActions,
): Electron.MenuItemConstructorOptions[] {
  if (offer === null) return [];
  return [{ label: t(`desktop.tray.${offer}`), click: () => pause(offer === 'pause') }];
}

function updateItem(
  { t }: Translator,
  version: string | null,
  { openUpdates }: TrayActions,
): Electron.MenuItemConstructorOptions[] {
  if (version === null) return [];
  return [{ label: t('desktop.tray.update', { version }), click: openUpdates }];
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
