/** Before the first test that needs it: the window and the app are built, once, so that no test builds what another one is reading. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { sources } from '../host/start/desktop.ts';
import { isStale, root } from '../host/window/build.ts';

const program = fileURLToPath(new URL('../node_modules/.bin/electron-vite', import.meta.url));

export function setup(): void {
  if (
    !['main/index.cjs', 'preload/index.cjs', 'renderer/index.html'].some((file) =>
      isStale(`out/${file}`, sources),
    )
  )
    return;
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'build', '--logLevel', 'error'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (status !== 0) throw new Error(stderr + stdout);
}
