/** The start at login, on a till PC with little memory: the stock is kept in step, and nothing is built that nobody sees. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../window/person.ts';
import { type HiddenDesktop, startHidden } from './desktop.ts';
import { whyNot } from './runtime.ts';

/** Proportional: what several processes share is counted once. */
const MOST_MB = 250;

describe.skipIf(whyNot !== null || process.platform !== 'linux')(
  `a start without a window${whyNot === null ? '' : ` (${whyNot})`}`,
  () => {
    let desktop: HiddenDesktop;

    beforeAll(async () => {
      desktop = await startHidden({ words: ['--hidden'] });
    });
    afterAll(() => desktop?.end());

    it('has its engine and its icon, and no page', async () => {
      await eventually(async () => (await desktop.inspect()).tray).toBe('off');
      const pages = await desktop.app.evaluate(({ webContents }) => webContents.getAllWebContents().length);
      expect(pages).toBe(0);
      const kinds = processes(desktop.app.process().pid ?? 0).map(({ kind }) => kind);
      expect(kinds).not.toContain('renderer');
    });

    it(`needs at most ${MOST_MB} MB in all`, async () => {
      const all = processes(desktop.app.process().pid ?? 0);
      const sum = all.reduce((mb, one) => mb + one.mb, 0);
      const parts = all.map(({ kind, mb }) => `${kind} ${mb.toFixed(0)}`).join(', ');
      process.stdout.write(`hidden start, PSS: ${sum.toFixed(0)} MB (${parts})\n`);
      expect(sum).toBeLessThanOrEqual(MOST_MB);
    });

    it('shows its window as soon as somebody asks for it', async () => {
      await desktop.app.evaluate(() =>
        (
          globalThis as unknown as { backofficeDesktop: { openScreen(screen: string): void } }
        ).backofficeDesktop.openScreen('/settings'),
      );
      const page = await desktop.app.firstWindow();
      await page.getByRole('button', { name: 'Öva', exact: true }).waitFor();
    });
  },
);

interface Part {
  readonly kind: string;
  readonly mb: number;
}

/** Of a process and of all that came from it. */
function processes(root: number): Part[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    const stat = readOf(name, 'stat');
    const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const isOurs = (pid: number): boolean =>
    pid === root || (parents.has(pid) && isOurs(parents.get(pid) as number));
  return [...parents.keys()].filter(isOurs).map((pid) => {
    const [, kb = '0'] = /^Pss:\s+(\d+) kB/m.exec(readOf(String(pid), 'smaps_rollup')) ?? [];
    const words = readOf(String(pid), 'cmdline');
    const [, type] = /--type=([\w-]+)/.exec(words) ?? [];
    const kind = type ?? (words.includes('engine.cjs') ? 'engine' : 'main');
    return { kind, mb: Number(kb) / 1024 };
  });
}

/** Nothing, where it has just gone. */
function readOf(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
