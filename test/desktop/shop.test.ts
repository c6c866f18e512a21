/** A shop at work: the engine dies and comes back under an open window, the program ends in the middle of a run and goes on. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPracticeSession, type PracticeSession } from '../../host/practice/practice-session.ts';
import { until } from '../programs/program.ts';
import { connectAll } from '../programs/shops.ts';
import { eventually, type Person, personAt } from '../window/person.ts';
import {
  type Desktop,
  type DesktopOptions,
  firstPage,
  type HiddenDesktop,
  makeDataDir,
  startDesktop,
  startHidden,
} from './desktop.ts';
import { whyNot } from './runtime.ts';

const ARTICLES = 1_500;
const bounds = { x: 60, y: 40, width: 1100, height: 700 };

describe.skipIf(whyNot !== null)(`a shop at the desktop${whyNot === null ? '' : ` (${whyNot})`}`, () => {
  const dataDir = makeDataDir();
  let session: PracticeSession;
  let desktop: Desktop;
  let person: Person;
  let hidden: HiddenDesktop | null = null;

  const options = (...words: string[]): DesktopOptions => ({
    dataDir,
    words,
    variables: {
      ...session.variables,
      BACKOFFICE_SECRETS: 'env',
      BACKOFFICE_MULTIPLE_LOCATIONS: '1',
      BACKOFFICE_POLL_SECONDS: '0.5',
    },
  });
  const start = async () => {
    desktop = await startDesktop(options());
    person = personAt(desktop, 'sv');
  };
  /** What somebody answers to the next question of the system. */
  const answerNext = (response: number) =>
    desktop.app.evaluate(({ dialog }, chosen) => {
      dialog.showMessageBox = async () => ({ response: chosen, checkboxChecked: false });
    }, response);
  const boundsNow = () =>
    desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
  const run = () => desktop.ask(async ({ activity }) => (await activity.status()).run);

  beforeAll(async () => {
    session = await openPracticeSession({ articles: ARTICLES, stores: 2, traps: false, seed: 3 });
    await start();
    await until(async () => (await desktop.inspect()).engine === 'running', 'the engine runs');
    await desktop.ask(async (client) => {
      await connectAll(client, session.shops);
      await client.connection.activate({ openOrders: 'taken' });
    });
    await desktop.page.reload();
  });
  afterAll(async () => {
    await hidden?.end();
    await desktop?.end();
    await session?.close();
  });

  it('is where it was after the engine has died: the icon says so, and the window needs nothing', async () => {
    const { page, open } = person;
    await open('articles');
    await eventually(() => page.getByTestId('article-count').textContent()).not.toBe('');
    await page.evaluate('globalThis.isTheSamePage = true');
    const before = await desktop.inspect();
    expect(before.tray).not.toBe('waiting');
    process.kill(before.pid, 'SIGKILL');
    await eventually(async () => (await desktop.inspect()).tray).toBe('waiting');
    await eventually(async () => (await desktop.inspect()).restarts).toBe(1);
    await eventually(async () => (await desktop.inspect()).engine).toBe('running');
    await eventually(async () => (await desktop.inspect()).tray).not.toBe('waiting');
    expect((await desktop.inspect()).pid).not.toBe(before.pid);

    // A sale at the till comes on screen in the page that was open all the time.
    await open('overview');
    await eventually(() => page.getByTestId('chip').textContent()).not.toContain('Startar');
    const { easycashier, catalogue } = session.shops.practice;
    const [article] = catalogue.articles.filter(({ webshop, stockItem }) => webshop && stockItem);
    easycashier.sell(article?.articleNumber ?? '', '1', 1);
    await open('articles');
    await page.getByRole('searchbox').fill(article?.articleNumber ?? '');
    const balance = easycashier.balance(article?.articleNumber ?? '', '1');
    await page
      .getByRole('img', { name: new RegExp(`EasyCashier ${balance},`) })
      .first()
      .waitFor();
    expect(await page.evaluate('globalThis.isTheSamePage')).toBe(true);
    await page.getByRole('searchbox').fill('');
  });

  it('asks before it ends in the middle of a run, and may stay', async () => {
    const { page, open, press } = person;
    await open('sync');
    await press('window.sync.plan');
    const send = page.locator('[data-primary]').filter({ hasText: /\d/ });
    await send.waitFor();
    // As slow as Shopify can be: there is time to think.
    session.shops.practice.shopify.faults.add({
      kind: 'delay',
      ms: 3_000,
      match: 'SetQuantities',
      times: 1_000,
    });
    await send.click();
    await eventually(async () => (await run())?.state).toBe('running');
    await eventually(async () => (await desktop.inspect()).tray).toBe('sending');
    await answerNext(2);
    await desktop.app.evaluate(({ app }) => app.quit());
    await page.waitForTimeout(500);
    expect((await run())?.state).toBe('running');
    expect(await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  it('pauses the run, ends, and opens again where the window was', async () => {
    await desktop.app.evaluate(
      ({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to),
      bounds,
    );
    await eventually(boundsNow).toEqual(bounds);
    await answerNext(1);
    expect(await desktop.quit()).toBe(0);
    await start();
    expect(await boundsNow()).toEqual(bounds);
    await eventually(async () => (await run())?.state).toBe('paused');
    await eventually(async () => (await desktop.inspect()).tray).toBe('paused');
  });

  it('resumes with one press, and every number is right in the end', async () => {
    const { page, open, press } = person;
    session.shops.practice.shopify.faults.clear();
    await open('sync');
    await press('window.sync.resume');
    await page.getByTestId('receipt').waitFor();
    await eventually(() => desktop.ask(async ({ sync }) => (await sync.drift()).differences.length)).toBe(0);
    await eventually(async () => (await desktop.inspect()).tray).toBe('inStep');
  });

  it('ends at once where nobody can be asked, and loses nothing', async () => {
    const { pid } = await desktop.inspect();
    expect(await desktop.quit(async () => desktop.app.process().kill('SIGTERM'))).toBe(0);
    expect(() => process.kill(pid, 0)).toThrow();
    await start();
    await eventually(async () => (await desktop.inspect()).tray).toBe('inStep');
    expect(desktop.complaints).toEqual([]);
  });

  it('starts without a window at login', async () => {
    expect(await desktop.quit()).toBe(0);
    const started = await startHidden(options('--hidden'));
    hidden = started;
    const windows = () =>
      started.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().map((window) => window.isVisible()),
      );
    await eventually(async () => (await started.inspect()).tray).toBe('inStep');
    expect(await windows()).toEqual([]);
    await started.app.evaluate(() =>
      (
        globalThis as unknown as { backofficeDesktop: { openScreen(screen: string): void } }
      ).backofficeDesktop.openScreen('/orders'),
    );
    await eventually(windows).toEqual([true]);
    const page = await firstPage(started);
    await page.getByRole('heading', { level: 1, name: person.t('window.nav.orders'), exact: true }).waitFor();
  });
});
