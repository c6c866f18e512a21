/** The desktop, once Electron is ready: guards first, then the engine, then what a person sees. */
import { join } from 'node:path';
import { app, MessageChannelMain, session, shell, type WebContents } from 'electron';
import { createPortServer, type Port } from '../../host/desktop/port-socket.ts';
import { readPages } from '../../host/window/pages.ts';
import { createTranslator, type Translator } from '../../shared/i18n/translate.ts';
import { lendKeychain } from './engine/lend-keychain.ts';
import { nodeEngine } from './engine/node-engine.ts';
import { startSupervisor } from './engine/supervisor.ts';
import { utilityEngine } from './engine/utility-engine.ts';
import { openLog } from './log.ts';
import { createLoginItem, hiddenFlag } from './login-item.ts';
import { setMenu } from './menu.ts';
import type { Places } from './places.ts';
import { createNewsroom } from './presence/news.ts';
import { noticeOf, notify } from './presence/notices.ts';
import { createTray } from './presence/tray.ts';
import { trayStateOf } from './presence/tray-state.ts';
import { createWatch } from './presence/watch.ts';
import { endInOrder } from './quit.ts';
import { refuse } from './refuse.ts';
import { applyContentsRules } from './security/contents-rules.ts';
import { openGate } from './security/gate.ts';
import { logPage, mainPage } from './security/origin.ts';
import { servePages } from './security/protocol.ts';
import { applySessionRules } from './security/session-rules.ts';
import { openSettings, startLocale } from './settings.ts';
import { createShellRouter } from './shell-router.ts';
import { type AppWindow, createAppWindow } from './windows/app-window.ts';

/** A window asks the desktop for addresses and words, nothing larger. */
const MAX_SHELL_BYTES = 64 * 1024;

export function runDesktop(places: Places, { isHidden }: { readonly isHidden: boolean }): void {
  const log = openLog(places.dataDir);
  const settings = openSettings();
  let translator: Translator = createTranslator(startLocale(settings, app.getLocale()));
  let isEnding = false;

  applySessionRules(session.defaultSession, app.isPackaged);
  app.on('web-contents-created', (_event, contents) => applyContentsRules(contents));
  const pages = readPages(places.pages);
  if (pages === null) throw new Error('the window was never built');
  servePages(pages);

  const engine = startSupervisor({
    start: startEngine(places, log),
    lend: lendKeychain(places.dataDir),
    log,
    onRefused: (refusal) => refuse(translator, refusal),
  });
  const watch = createWatch(engine);

  const shared = {
    preload: places.preload,
    icon: process.platform === 'linux' ? join(places.resources, 'icon.png') : undefined,
    settings,
    hasTools: !app.isPackaged,
    log,
  };
  const mainWindow = createAppWindow({
    ...shared,
    name: 'main',
    page: mainPage,
    usual: { width: 1280, height: 820 },
    least: { width: 1024, height: 640 },
    onClose: (window) => {
      if (isEnding) return false;
      window.hide();
      sayOnce();
      return true;
    },
  });
  const logWindow = createAppWindow({
    ...shared,
    name: 'log',
    page: logPage,
    usual: { width: 1180, height: 760 },
    least: { width: 640, height: 400 },
  });
  const openScreen = (screen: string) => void mainWindow.show(screen);
  /** Staff may think that a closed window is an ended program. */
  const sayOnce = () => {
    if (settings.get('knowsTray')) return;
    settings.set('knowsTray', true);
    const { t } = translator;
    const notice = {
      title: t('desktop.notice.stillRunning.title'),
      body: t('desktop.notice.stillRunning.body'),
    };
    notify(notice, () => void mainWindow.show());
  };

  const tray = createTray(
    join(places.resources, 'tray'),
    { open: () => void mainWindow.show(), openLog: () => void logWindow.show(), quit: () => app.quit() },
    translator,
  );
  const speak = () => {
    const openFolder = () => void shell.openPath(places.dataDir);
    setMenu(translator, { openScreen, openLog: () => void logWindow.show(), openFolder }, !app.isPackaged);
    tray.speak(translator);
  };
  speak();

  const router = createShellRouter({
    engine,
    loginItem: createLoginItem(app, join(app.getPath('home'), '.config')),
    openLogWindow: () => void logWindow.show(),
    setLocale: (locale) => {
      settings.set('locale', locale);
      if (locale === translator.locale) return;
      translator = createTranslator(locale);
      speak();
    },
  });
  const shellServer = createPortServer(router, {
    maxBytes: MAX_SHELL_BYTES,
    report: (error) =>
      log('a window was refused', { error: error instanceof Error ? error.name : 'unknown' }),
  });
  const gate = openGate({
    isOurWindow: (contents) => isOneOf([mainWindow, logWindow], contents),
    openLine: (to, signal) => {
      if (to === 'engine') return engine.openLine(signal);
      const { port1, port2 } = new MessageChannelMain();
      void shellServer.serve(port2 as unknown as Port);
      return Promise.resolve(port1);
    },
    log,
  });

  const newsroom = createNewsroom();
  const watching = new AbortController();
  void watch.run((status) => {
    tray.show(trayStateOf(status));
    if (status === null) return;
    for (const news of newsroom.look(status, Date.now()))
      notify(noticeOf(translator, news), () => openScreen(news.screen));
  }, watching.signal);

  endInOrder({
    engine,
    watch,
    translator: () => translator,
    window: mainWindow.current,
    onEnding: () => {
      isEnding = true;
      watching.abort();
    },
  });
  // A start at login beside one that is running already asks for no window.
  app.on('second-instance', (_event, words) => {
    if (!words.includes(hiddenFlag)) mainWindow.show();
  });
  app.on('activate', () => mainWindow.show());
  // The tray keeps the program: stock is kept in step without a window.
  app.on('window-all-closed', () => undefined);
  process.on('uncaughtException', (error) => log('unexpected', { error: error.stack ?? error.message }));
  process.on('unhandledRejection', (error) => log('unexpected', { error: String(error) }));

  if (isHidden) mainWindow.prepare();
  else mainWindow.show();
  if (places.isTried)
    Object.assign(globalThis, {
      backofficeDesktop: { engine, tray, watch, gate, openScreen, mainWindow, logWindow },
    });
}

function startEngine(places: Places, complain: (event: string, fields: Record<string, unknown>) => void) {
  const environment = { ...process.env, BACKOFFICE_DATA_DIR: places.dataDir };
  const place = { script: places.engine, environment, complain };
  return places.node === null ? utilityEngine(place) : nodeEngine(places.node, place);
}

function isOneOf(windows: readonly AppWindow[], contents: WebContents): boolean {
  return windows.some((window) => window.current()?.webContents === contents);
}
