/**
 * As an ordinary user has it: in the system's sandbox, with the preload as a sandboxed one. The tests are often run as root,
 * who has no sandbox, so there the app is copied to where another user can read it.
 */
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, personAt } from '../window/person.ts';
import { type Desktop, startDesktop } from './desktop.ts';
import { asNobodyRuns, isRoot, NOBODY, screenFor, whyNoSandbox } from './nobody.ts';
import { electronProgram, engineNode, root, runtimeFolder, whyNot } from './runtime.ts';

const why = whyNot ?? whyNoSandbox;

describe.skipIf(why !== null)(`in the sandbox${why === null ? '' : ` (${why})`}`, () => {
  let folder: string;
  let desktop: Desktop;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'backoffice-sandbox-'));
    desktop = await startDesktop(isRoot ? asNobody(folder) : { isSandboxed: true });
  });
  afterAll(async () => {
    await desktop?.end();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  it('the app starts, and the window has its lines', async () => {
    await personAt(desktop, 'sv').button('window.welcome.practise').waitFor();
    await eventually(async () => (await desktop.inspect()).tray).toBe('off');
    expect(desktop.complaints).toEqual([]);
  });

  it('the page’s process may ask the system for next to nothing', async () => {
    const pid = await desktop.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
    );
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    // 2: a filter of system calls.
    expect(/^Seccomp:\s+(\d)/m.exec(status)?.[1]).toBe('2');
    expect(/^Uid:\s+(\d+)/m.exec(status)?.[1]).not.toBe('0');
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain('no-sandbox');
  });

  it('it ends in order', async () => {
    expect(await desktop.quit()).toBe(0);
  });
});

/** Everything the app is made of, where nobody can read it, and data that only nobody can. */
function asNobody(folder: string) {
  chmodSync(folder, 0o755);
  const [electron, app, dataDir] = [join(folder, 'electron'), join(folder, 'app'), join(folder, 'data')];
  cpSync(runtimeFolder, electron, { recursive: true });
  chmodSync(join(electron, 'chrome-sandbox'), 0o4755);
  for (const part of [
    'out/main',
    'out/preload',
    'out/renderer',
    'resources',
    'package.json',
    'node_modules/@napi-rs',
  ])
    cpSync(join(root, part), join(app, part), { recursive: true });
  mkdirSync(dataDir, { mode: 0o700 });
  chownSync(dataDir, NOBODY, NOBODY);
  const node = join(folder, 'node');
  if (engineNode) copyFileSync(engineNode, node);
  const screen = screenFor(folder);
  const program = join(folder, 'start');
  const electronThere = electronProgram.replace(runtimeFolder, electron);
  writeFileSync(program, `#!/bin/sh\nexec ${asNobodyRuns.join(' ')} '${electronThere}' "$@"\n`, {
    mode: 0o755,
  });
  return {
    folder: app,
    program,
    dataDir,
    isSandboxed: true,
    variables: { BACKOFFICE_NODE: engineNode ? node : '', XAUTHORITY: screen },
  };
}
