/** A new shop's first quarter of an hour at the desktop: practice mode, the first sync, the log window, the icon by the clock. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { version } from '../../host/system/version.ts';
import { eventually, type Person, personAt } from '../window/person.ts';
import { type Desktop, environmentOf, sandboxWords, startDesktop } from './desktop.ts';
import { chooseLanguage, practise, sendFirstStock } from './first-hour.ts';
import { electronProgram, root, whyNot } from './runtime.ts';

const practiceFolders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('backoffice-practice-'));

describe.skipIf(whyNot !== null)(`a new shop at the desktop${whyNot === null ? '' : ` (${whyNot})`}`, () => {
  let desktop: Desktop;
  let person: Person;
  let log: Page;
  const before = practiceFolders();

  beforeAll(async () => {
    desktop = await startDesktop();
    person = personAt(desktop, 'sv');
  });
  afterAll(() => desktop?.end());

  const isVisible = () =>
    desktop.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => window.isVisible()),
    );

  it('starts with a window, in the language of the system, and an icon by the clock', async () => {
    const { page, t } = person;
    await person.button('window.welcome.practise').waitFor();
    expect(await page.title()).toBe(t('window.title'));
    expect(page.url()).toBe('app://backoffice/index.html');
    expect(await isVisible()).toEqual([true]);
    await eventually(async () => (await desktop.inspect()).tray).toBe('off');
    const menu = await desktop.app.evaluate(({ Menu }) =>
      Menu.getApplicationMenu()?.items.map(({ label }) => label),
    );
    expect(menu).toEqual(['Arkiv', 'Redigera', 'Visa', 'Hjälp']);
  });

  it('practises: four steps, with the relay in a thread', async () => {
    await practise(person);
  });

  it('sends the first stock, and the icon says that all is in step', async () => {
    await sendFirstStock(person);
    await eventually(async () => (await desktop.inspect()).tray).toMatch(/^(inStep|differs)$/);
    // Something is drawn: a window that shows nothing is a picture of one colour.
    const picture = await person.page.screenshot({ path: join(desktop.dataDir, 'window.png') });
    expect(picture.length).toBeGreaterThan(20_000);
  });

  it('opens the log in a window of its own, once', async () => {
    const { page, t } = person;
    const opener = page.getByRole('navigation').getByRole('button', { name: t('window.nav.log') });
    [log] = await Promise.all([desktop.app.waitForEvent('window'), opener.click()]);
    desktop.watch(log);
    expect(log.url()).toBe('app://backoffice/log.html');
    await log.locator('[role="row"][data-index="0"]').waitFor();
    expect(await log.locator('[role="row"][data-index]').count()).toBeGreaterThan(3);
    await opener.click();
    await log.waitForTimeout(200);
    expect(desktop.app.windows()).toHaveLength(2);
    await log.close();
    await eventually(() => desktop.app.windows().length).toBe(1);
  });

  it('is led to a screen by the menu and by what main has to say', async () => {
    const { page, t } = person;
    const title = (screen: 'orders' | 'inbox') =>
      page.getByRole('heading', { level: 1, name: t(`window.nav.${screen}`), exact: true }).waitFor();
    await desktop.app.evaluate(({ Menu }) => {
      const view = Menu.getApplicationMenu()?.items.find(({ label }) => label === 'Visa');
      view?.submenu?.items.find(({ label }) => label === 'Ordrar')?.click();
    });
    await title('orders');
    await desktop.app.evaluate(() =>
      (
        globalThis as unknown as { backofficeDesktop: { openScreen(screen: string): void } }
      ).backofficeDesktop.openScreen('/inbox'),
    );
    await title('inbox');
  });

  it('changes its menu and its icon with the language of the window', async () => {
    const first = () => desktop.app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items[0]?.label);
    await chooseLanguage(person, 'en');
    await eventually(first).toBe('File');
    await chooseLanguage(person, 'sv');
    await eventually(first).toBe('Arkiv');
  });

  it('has no keys that end it: those of other programs close its window', async () => {
    const found = await desktop.app.evaluate(({ BrowserWindow, Menu }) => {
      const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
      const keyed = items.filter(({ accelerator }) => accelerator === 'CommandOrControl+Q');
      for (const item of keyed) item.click({}, BrowserWindow.getAllWindows()[0]);
      return { keyed: keyed.map(({ label }) => label), roles: items.map(({ role }) => String(role)) };
    });
    expect(found.keyed).toEqual(['Stäng fönstret']);
    expect(found.roles).not.toContain('quit');
    await eventually(isVisible).toEqual([false]);
    expect((await desktop.inspect()).engine).toBe('running');
  });

  it('stays when its window is closed, and a second start brings the window back', async () => {
    await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await eventually(isVisible).toEqual([false]);
    const second: ChildProcess = spawn(electronProgram, [...sandboxWords, root], {
      cwd: root,
      env: environmentOf(desktop.dataDir),
      stdio: 'ignore',
    });
    expect(await once(second, 'exit')).toEqual([0, null]);
    await eventually(isVisible).toEqual([true]);
    expect((await desktop.inspect()).restarts).toBe(0);
    // It shows what it showed before.
    await person.page
      .getByRole('heading', { level: 1, name: person.t('window.nav.inbox'), exact: true })
      .waitFor();
  });

  it('keeps nothing that others may read', () => {
    const mode = (name: string) => statSync(join(desktop.dataDir, name)).mode & 0o077;
    expect(['', 'desktop'].map(mode)).toEqual([0, 0]);
  });

  it('complained about nothing in all this', () => {
    expect(desktop.complaints).toEqual([]);
    const lines = desktop.log().trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as { event: string; version: string })).toEqual([
      expect.objectContaining({ event: 'started', version, isHidden: false }),
    ]);
  });

  it('ends in order, and takes the practice shops with it', async () => {
    const { pid } = await desktop.inspect();
    expect(await desktop.quit()).toBe(0);
    expect(() => process.kill(pid, 0)).toThrow();
    expect(practiceFolders().filter((name) => !before.includes(name))).toEqual([]);
  });
});
