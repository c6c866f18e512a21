/** The boot order. What each step means is in a file of its own. */
import { join } from 'node:path';
import { app } from 'electron';
import { createTranslator, type Translator } from '../../shared/i18n/translate.ts';
import { runDesktop } from './desktop.ts';
import { hiddenFlag } from './login-item.ts';
import { findPlaces, type Places } from './places.ts';
import { refuse } from './refuse.ts';
import { registerScheme } from './security/protocol.ts';

function boot(): void {
  let places: Places;
  try {
    places = findPlaces(app, process.env);
  } catch (error) {
    refuse(translator(), error);
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
  // A hint of a page for a name is no request that could be cancelled: the name would be looked up, and so told to the network.
  app.commandLine.appendSwitch('blink-settings', 'dnsPrefetchingEnabled=false');
  registerScheme();
  app
    .whenReady()
    .then(() => runDesktop(places, { isHidden: process.argv.includes(hiddenFlag) }))
    .catch((error: unknown) => refuse(translator(), error));
}

/** Before the settings can be read. */
function translator(): Translator {
  return createTranslator(app.getLocale().startsWith('en') ? 'en' : 'sv');
}

boot();
