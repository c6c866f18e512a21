/** The start at login, on a till PC with little memory: the stock is kept in step, and nothing is built that nobody sees. */
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../window/person.ts';
import { type HiddenDesktop, startHidden } from './desktop.ts';
import { engineNode, whyNot } from './runtime.ts';

/**
 * Proportional: what several processes share is counted once. The aim is 250 on a shop's computer; here Electron alone, without a program
 * or an engine, takes some 170 of it, and what one start needs differs from the next by 6. A page costs 60 more than this leaves.
 */
const MOST_MB = 280;

/**
 * What is there only because of where the test runs: the compiler that draws instead of a graphics card, and the program file of a second
 * Node where Electron's own is too old for the engine. In the packed app the engine runs from the file that main runs from.
 */
const onlyHere = (file: string) =>
  file.includes('/libLLVM') || (engineNode !== '' && file === realpathSync(engineNode));

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
      const here = all.reduce((mb, one) => mb + one.hereMb, 0);
      const parts = all.map(({ kind, mb }) => `${kind} ${mb.toFixed(0)}`).join(', ');
      process.stdout.write(
        `hidden start, PSS: ${sum.toFixed(0)} MB (${parts}), and ${here.toFixed(0)} MB of this machine's own\n`,
      );
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
  /** Not among them. */
  readonly hereMb: number;
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
    const { mb, hereMb } = memory(String(pid));
    const words = readOf(String(pid), 'cmdline');
    const [, type] = /--type=([\w-]+)/.exec(words) ?? [];
    const kind = type ?? (words.includes('engine.cjs') ? 'engine' : 'main');
    return { kind, mb, hereMb };
  });
}

function memory(pid: string): Omit<Part, 'kind'> {
  let file = '';
  const kb = { ours: 0, here: 0 };
  for (const line of readOf(pid, 'smaps').split('\n')) {
    const [first = '', second = '', , , , ...name] = line.split(/\s+/);
    if (/^[\da-f]+-[\da-f]+$/.test(first)) file = name.join(' ');
    else if (first === 'Pss:') kb[onlyHere(file) ? 'here' : 'ours'] += Number(second);
  }
  return { mb: kb.ours / 1024, hereMb: kb.here / 1024 };
}

/** Nothing, where it has just gone. */
function readOf(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
