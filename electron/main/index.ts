/** The boot order. What each step means is in a file of its own. */
import { join } from 'node:path';
import { app, dialog } from 'electron';
import { createTranslator } from '../../shared/i18n/translate.ts';
import { runDesktop } from './desktop.ts';
import { hiddenFlag } from './login-item.ts';
import { findPlaces, type Places } from './places.ts';
import { registerScheme } from './security/protocol.ts';

function boot(): void {
  let places: Places;
  try {
    places = findPlaces(app, process.env);
  } catch (error) {
    const { t } = createTranslator(app.getLocale().startsWith('en') ? 'en' : 'sv');
    dialog.showErrorBox(t('desktop.cannotStart'), error instanceof Error ? error.message : String(error));
    app.exit(1);
    return;
  }
  app.setAppUserModelId('se.easycashier.backoffice.companion');
  // One profile, and so one instance, for each data directory.
  app.setPath('userData', join(places.dataDir, 'desktop'));
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }
  // As root in a container no sandbox can be had, and a clone may be told so; a packed app is never run without.
  if (app.isPackaged || !app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  registerScheme();
  void app.whenReady().then(() => runDesktop(places, { isHidden: process.argv.includes(hiddenFlag) }));
}

boot();
