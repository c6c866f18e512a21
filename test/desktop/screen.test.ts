/** The window on a till PC's small screen, and the size that a person has chosen for what is in it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../window/person.ts';
import { type Desktop, startDesktop } from './desktop.ts';
import { whyNot } from './runtime.ts';

describe.skipIf(whyNot !== null)(`a window${whyNot === null ? '' : ` (${whyNot})`}`, () => {
  let desktop: Desktop;

  beforeAll(async () => {
    desktop = await startDesktop();
  });
  afterAll(() => desktop?.end());

  /** Chromium draws it in its own time. */
  const zoom = () =>
    desktop.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.getZoomFactor().toFixed(2),
    );
  const press = (label: string) =>
    desktop.app.evaluate(({ Menu }, wanted) => {
      const view = Menu.getApplicationMenu()?.items.find(({ label: one }) => one === 'Visa');
      view?.submenu?.items.find(({ label: one }) => one === wanted)?.click();
    }, label);

  it('can be made as small as 1366 × 768 at 150 % leaves it', async () => {
    const size = await desktop.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.setSize(100, 100);
      return window?.getMinimumSize();
    });
    expect(size).toEqual([911, 485]);
  });

  it('is drawn larger step by step, to 200 % and no further', async () => {
    await eventually(zoom).toBe('1.00');
    for (let times = 0; times < 9; times += 1) await press('Större text');
    await eventually(zoom).toBe('2.00');
    await press('Mindre text');
    await eventually(zoom).toBe('1.75');
  });

  it('is as large as it was at the next start, and after a reload', async () => {
    expect(await desktop.quit()).toBe(0);
    desktop = await startDesktop({ dataDir: desktop.dataDir });
    await eventually(zoom).toBe('1.75');
    await desktop.page.reload();
    await eventually(zoom).toBe('1.75');
    await press('Vanlig storlek');
    await eventually(zoom).toBe('1.00');
  });

  it('finds the licences of what it is built of in the program itself', async () => {
    const names = await desktop.page.evaluate<string[]>(
      `fetch('licences.json').then((answer) => answer.json()).then(({ libraries }) => libraries.map(({ name }) => name))`,
    );
    expect(names).toEqual(expect.arrayContaining(['react', '@orpc/server', '@napi-rs/keyring', 'undici']));
  });
});
