/** The engine as Electron's own utility process, as a packed app has it: ports, keychain, death and end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type Person, personAt } from '../window/person.ts';
import { type Desktop, startDesktop } from './desktop.ts';
import { root, whyNot } from './runtime.ts';

describe.skipIf(whyNot !== null)(
  `an engine of Electron's own${whyNot === null ? '' : ` (${whyNot})`}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'backoffice-small-engine-'));
    let desktop: Desktop;
    let person: Person;

    beforeAll(async () => {
      await build({
        configFile: false,
        root,
        logLevel: 'error',
        ssr: { noExternal: true },
        build: {
          ssr: join(root, 'test', 'desktop', 'small-engine.ts'),
          outDir: folder,
          rolldownOptions: { output: { format: 'cjs', entryFileNames: 'engine.cjs' } },
        },
      });
      desktop = await startDesktop({
        variables: { BACKOFFICE_NODE: '', BACKOFFICE_ENGINE: join(folder, 'engine.cjs') },
      });
      person = personAt(desktop, 'sv');
    });
    afterAll(async () => {
      await desktop?.end();
      rmSync(folder, { recursive: true, force: true });
    });

    it('answers the window and main on ports that were handed over', async () => {
      await person.button('window.welcome.practise').waitFor();
      await eventually(async () => (await desktop.inspect()).tray).toBe('off');
      const utilities = await desktop.app.evaluate(({ app }) =>
        app
          .getAppMetrics()
          .filter(({ name }) => name === 'BackOffice engine')
          .map(({ pid }) => pid),
      );
      expect(utilities).toEqual([(await desktop.inspect()).pid]);
    });

    it('asks main for the keychain: here there is none', async () => {
      await person.sees('window.welcome.noKeychain');
    });

    it('comes back when it has died, and the window with it', async () => {
      const { pid } = await desktop.inspect();
      process.kill(pid, 'SIGKILL');
      await eventually(async () => (await desktop.inspect()).restarts).toBe(1);
      await eventually(async () => (await desktop.inspect()).tray).toBe('off');
      await person.button('window.welcome.practise').waitFor();
      expect((await desktop.inspect()).pid).not.toBe(pid);
    });

    it('ends in order with the program', async () => {
      const { pid } = await desktop.inspect();
      expect(await desktop.quit()).toBe(0);
      expect(() => process.kill(pid, 0)).toThrow();
    });
  },
);
