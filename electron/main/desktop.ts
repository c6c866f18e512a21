/** The desktop, once Electron is ready: guards first, then the engine, then what a person sees. */
import { join } from 'node:path';
import { app, MessageChannelMain, nativeImage, session, shell } from 'electron';
import { createPortServer, type Port } from '../../host/desktop/port-socket.ts';
import { createRedactor, type Redactor } from '../../host/system/redaction.ts';
import { readPages } from '../../host/window/pages.ts';
import { createTranslator, type Translator } from '../../shared/i18n/translate.ts';
import { aboutPanel } from './about.ts';
import { lendKeychain } from './engine/lend-keychain.ts';
import { nodeEngine } from './engine/node-engine.ts';
import { realTime, type Supervisor, type SupervisorOptions, startSupervisor } from './engine/supervisor.ts';
import { utilityEngine } from './engine/utility-engine.ts';
import { openLog } from './log.ts';
import { createLoginItem, hiddenFlag } from './login-item.ts';
import { type MenuActions, setMenu } from './menu.ts';
import { ownNetwork } from './network.ts';
import { otherLedgers } from './other-ledgers.ts';
import type { Places } from './places.ts';
import { followPower, type PowerOptions } from './power.ts';
import { systemPower } from './power-source.ts';
import { noticeOf, notify } from './presence/notices.ts';
import { createNotificationRules } from './presence/notification-rules.ts';
import { createOverlay } from './presence/overlay.ts';
import { type AppTray, createTray, pauseOfferOf } from './presence/tray.ts';
import { type TrayState, trayStateOf } from './presence/tray-state.ts';
import { createWatch, type Seen, type Watch } from './presence/watch.ts';
import { type Endings, endInOrder } from './quit.ts';
import { refuse } from './refuse.ts';
import { dumpFolders, reportMaker } from './report.ts';
import { applyContentsRules } from './security/contents-rules.ts';
import { type Gate, openGate } from './security/gate.ts';
import { servePages } from './security/protocol.ts';
import { applySessionRules, shutProxy } from './security/session-rules.ts';
import { openSettings, type Settings, startLocale } from './settings.ts';
import { createShellRouter, type ShellServices } from './shell-router.ts';
import { lookByItself, openUpdates } from './updates/open.ts';
import { startAgain } from './updates/start-again.ts';
import type { Updates } from './updates/updates.ts';
import { createWindows, type Windows } from './windows/windows.ts';

/** A window asks the desktop for addresses and words, nothing larger. */
const MAX_SHELL_BYTES = 64 * 1024;

interface Begun {
  readonly isHidden: boolean;
  readonly log: Ends['log'];
  readonly settings: Settings;
  readonly updates: Updates;
}

export async function runDesktop(places: Places, { isHidden }: Pick<Begun, 'isHidden'>): Promise<void> {
  const { dataDir } = places;
  const log = openLog(dataDir);
  introduce(log, isHidden);
  const settings = openSettings();
  const updates = openUpdates(settings, dataDir, log);
  // Before there is an engine that it would have to end.
  await updates.installWaiting();
  openDesktop(places, { isHidden, log, settings, updates });
}

function openDesktop(places: Places, { isHidden, log, settings, updates }: Begun): void {
  const { dataDir } = places;
  const ending = new AbortController();
  let translator: Translator = createTranslator(startLocale(settings, app.getLocale()));
  guardPages(places, log);

  const redactor = createRedactor();
  const engine = superviseEngine(places, log, redactor, (refusal) => refuse(translator, refusal));
  const watch = createWatch(engine);
  const windows = createWindows({
    places,
    settings,
    log,
    isEnding: () => ending.signal.aborted,
    onHidden: () => sayStillRunning(settings, translator, openMain),
  });
  const openMain = () => void windows.main.show();
  const openLogWindow = () => void windows.log.show();
  const openScreen = (screen: string) => void windows.main.show(screen);

  const tray = createTray(
    join(places.resources, 'tray'),
    {
      open: openMain,
      openLog: openLogWindow,
      pause: pauseBy(watch),
      openUpdates: () => openScreen('/settings'),
      quit: () => app.quit(),
    },
    translator,
  );
  tellOfUpdates(updates, tray);
  const openFolder = () => void shell.openPath(dataDir);
  const opening = { openLogWindow, openScreen, openFolder };
  const applyLanguage = () => {
    setMenu(translator, menuActions(opening, windows, updates), !app.isPackaged);
    tray.applyLanguage(translator);
  };
  applyLanguage();

  const makeReport = reportMaker({ dataDir, dumpFolders: dumpFolders(app), engine, watch, redactor });
  const router = createShellRouter({
    engine,
    loginItem: createLoginItem(app, join(app.getPath('home'), '.config')),
    ...opening,
    makeReport,
    ...otherLedgers(dataDir),
    updates,
    installUpdate: () => endings.endWith(() => updates.install().catch(startAgain)),
    setLocale: (locale) => {
      settings.set('locale', locale);
      if (locale === translator.locale) return;
      translator = createTranslator(locale);
      applyLanguage();
    },
  });
  const gate = openLines({ router, engine, windows, log });
  const mark = markOn(places, windows, () => translator);
  tellHowItIs({ engine, watch, tray, mark, openScreen, translator: () => translator, signal: ending.signal });

  const endings: Endings = endInOrder({
    engine,
    watch,
    translator: () => translator,
    window: windows.main.current,
    onEnding: () => ending.abort(),
  });
  const { signal } = ending;
  followSystem({ openMain, log, tell: engine.tellPower, onSessionEnd: endings.atOnce, signal });
  lookByItself(updates, signal);

  // A window that nobody sees costs as much as all the rest: it is built when somebody asks for it.
  if (!isHidden) windows.main.show();
  const { main: mainWindow, log: logWindow } = windows;
  layOpen(places, { engine, tray, watch, gate, openScreen, makeReport, updates, mainWindow, logWindow });
}

function menuActions(
  {
    openScreen,
    openLogWindow,
    openFolder,
  }: Pick<ShellServices, 'openScreen' | 'openLogWindow' | 'openFolder'>,
  { zoom }: Windows,
  updates: Updates,
): MenuActions {
  const lookForUpdates = () => {
    openScreen('/settings');
    void updates.look('hand');
  };
  const quit = () => app.quit();
  return { openScreen, openLog: openLogWindow, openFolder, zoom: zoom.change, lookForUpdates, quit };
}

/** A line in the icon's menu, and no more: whoever is at the till has other things to do. */
function tellOfUpdates(updates: Updates, tray: AppTray): void {
  const tell = ({ found }: ReturnType<Updates['state']>) => {
    const isForPeople = found !== null && ['ready', 'command', 'byHand'].includes(found.is);
    tray.showUpdate(isForPeople ? found.version : null);
  };
  updates.follow(tell);
  tell(updates.state());
}

/** What the icon's menu does about »Pausa allt«. */
const pauseBy = (watch: Watch) => (isOn: boolean) =>
  void watch.ask(({ activity }): Promise<unknown> => (isOn ? activity.pause() : activity.resume()));

/** Which program has been started, for whoever reads the log or presses »Om programmet«. */
function introduce(log: Ends['log'], isHidden: boolean): void {
  const version = app.getVersion();
  const system = `${process.platform} ${process.arch} ${process.getSystemVersion()}`;
  log('started', { version, electron: process.versions.electron, system, isHidden });
  app.setAboutPanelOptions(aboutPanel(version, process.versions));
}

/** For the tests. */
function layOpen({ isTried }: Places, parts: Readonly<Record<string, unknown>>): void {
  if (isTried) Object.assign(globalThis, { backofficeDesktop: parts });
}

/** What no page may do, before there is one. */
function guardPages(places: Places, log: Ends['log']): void {
  applySessionRules(session.defaultSession, app.isPackaged);
  shutProxy(session.defaultSession).catch((error: unknown) => log('unexpected', { error: String(error) }));
  app.on('web-contents-created', (_event, contents) => applyContentsRules(contents));
  const pages = readPages(places.pages);
  if (pages === null) throw new Error('the window was never built');
  servePages(pages);
}

function superviseEngine(
  places: Places,
  log: Ends['log'],
  redactor: Redactor,
  onRefused: SupervisorOptions['onRefused'],
): Supervisor {
  return startSupervisor({
    start: startEngine(places, log),
    lend: lendKeychain(places.dataDir, redactor.learn),
    redact: redactor.text,
    findProxy: (url) => ownNetwork().resolveProxy(url),
    log,
    onRefused,
  });
}

function startEngine(places: Places, complain: (event: string, fields: Record<string, unknown>) => void) {
  const environment = { ...process.env, BACKOFFICE_DATA_DIR: places.dataDir };
  const echo = (chunk: Buffer) => void process.stderr.write(chunk);
  const place = { script: places.engine, environment, complain, echo };
  return places.node === null ? utilityEngine(place) : nodeEngine(places.node, place);
}

/** Only Windows has a place for it. */
function markOn(places: Places, windows: Windows, translator: () => Translator): Presence['mark'] {
  if (process.platform !== 'win32') return () => undefined;
  const picture = join(places.resources, 'tray', 'needsYou-light.png');
  const overlay = createOverlay(() => nativeImage.createFromPath(picture));
  return (state) => overlay.show(windows.main.current(), state, translator().t('desktop.tray.needsYou'));
}

interface Presence {
  readonly engine: Supervisor;
  readonly watch: Watch;
  readonly tray: AppTray;
  /** On the taskbar. */
  readonly mark: (state: TrayState) => void;
  readonly translator: () => Translator;
  readonly openScreen: (screen: string) => void;
  readonly signal: AbortSignal;
}

/** The icon by the clock, and what a person is told wherever they are. */
function tellHowItIs({ engine, watch, tray, mark, translator, openScreen, signal }: Presence): void {
  const rules = createNotificationRules();
  let seen: Seen = { status: null, failure: null };
  const tell = () => {
    const state = trayStateOf(seen, engine.state());
    tray.show(state, pauseOfferOf(seen.status));
    mark(state);
    for (const due of rules.due(seen, engine.state(), performance.now()))
      notify(noticeOf(translator(), due), () => openScreen(due.screen));
  };
  engine.follow(tell);
  void watch.run((next) => {
    seen = next;
    tell();
  }, signal);
}

/** Staff may think that a closed window is an ended program: they are told once that it is not. */
function sayStillRunning(settings: Settings, { t }: Translator, onPress: () => void): void {
  if (settings.get('knowsTray')) return;
  settings.set('knowsTray', true);
  const notice = {
    title: t('desktop.notice.stillRunning.title'),
    body: t('desktop.notice.stillRunning.body'),
  };
  notify(notice, onPress);
}

interface Ends {
  /** Answers what a window asks the desktop itself. */
  readonly router: ReturnType<typeof createShellRouter>;
  readonly engine: Supervisor;
  readonly windows: Windows;
  readonly log: (event: string, fields: Record<string, unknown>) => void;
}

/** Gives our windows, and nobody else, lines to the desktop and to the engine. */
function openLines({ router, engine, windows, log }: Ends): Gate {
  const desktop = createPortServer(router, {
    maxBytes: MAX_SHELL_BYTES,
    report: (error) =>
      log('a window was refused', { error: error instanceof Error ? error.name : 'unknown' }),
  });
  return openGate({
    isOurWindow: windows.isOurs,
    openLine: (to, signal) => {
      if (to === 'engine') return engine.openLine(signal);
      const { port1, port2 } = new MessageChannelMain();
      void desktop.serve(port2 as unknown as Port);
      return Promise.resolve(port1);
    },
    log,
  });
}

type Followed = Pick<PowerOptions, 'tell' | 'onSessionEnd' | 'signal'> & {
  readonly openMain: () => void;
  readonly log: Ends['log'];
};

/** What the system says to a program that goes on without a window. */
function followSystem({ openMain, log, ...ends }: Followed): void {
  followPower({ source: systemPower, wait: realTime.wait, ...ends });
  // A start at login beside one that is running already asks for no window.
  app.on('second-instance', (_event, words) => {
    if (!words.includes(hiddenFlag)) openMain();
  });
  app.on('activate', openMain);
  // The tray keeps the program: stock is kept in step without a window.
  app.on('window-all-closed', () => undefined);
  process.on('uncaughtException', (error) => log('unexpected', { error: error.stack ?? error.message }));
  process.on('unhandledRejection', (error) => log('unexpected', { error: String(error) }));
}
