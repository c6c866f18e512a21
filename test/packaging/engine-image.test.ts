/**
 * The engine's image: its steps as the Dockerfile has them, done by hand, since no engine for containers runs here. Of the libraries it gets
 * only those that `npm ci --omit=dev` would bring.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { enterWindow } from '../../host/window/testing/enter-window.ts';
import type { host } from '../../shared/contract/host.ts';
import { until } from '../programs/program.ts';
import { copyInto, notSent, readStages } from './image.ts';

const root = join(import.meta.dirname, '../..');
const dockerfile = 'host/container/Dockerfile';
const [window, libraries, image] = readStages(dockerfile);
if (window === undefined || libraries === undefined || image === undefined) throw new Error('three stages');

const folder = mkdtempSync(join(tmpdir(), 'engine-image-'));
const [building, app, data, keys] = ['window', 'app', 'data', 'keys'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
  string,
];
type Client = ContractRouterClient<{ host: typeof host }>;
let running: ChildProcess | null = null;

/** The libraries that are not of the workshop, each where the lockfile has it. */
function bringLibraries(): void {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, { dev?: boolean; devOptional?: boolean; link?: boolean }>>;
  };
  for (const [place, { dev, devOptional, link }] of Object.entries(packages)) {
    // What lies inside another one comes with it.
    const isTop = place.lastIndexOf('node_modules/') === 0;
    if (!isTop || dev || devOptional || link || !existsSync(join(root, place))) continue;
    mkdirSync(dirname(join(app, place)), { recursive: true });
    symlinkSync(join(root, place), join(app, place));
  }
}

beforeAll(async () => {
  copyInto(building, window);
  symlinkSync(join(root, 'node_modules'), join(building, 'node_modules'));
  const build = window.runs.at(-1) ?? '';
  const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;
  const built = spawnSync('/bin/sh', ['-ec', build], { cwd: building, encoding: 'utf8', env: { PATH } });
  if (built.status !== 0) throw new Error(built.stderr + built.stdout);
  copyInto(app, image);
  bringLibraries();
  for (const { from, sources, target } of image.copies) {
    if (from !== 'window') continue;
    mkdirSync(dirname(join(app, target)), { recursive: true });
    renameSync(join(building, (sources[0] ?? '').replace('/app/', '')), join(app, target));
  }
  for (const place of [data, keys]) mkdirSync(place, { mode: 0o700 });
}, 120_000);
afterAll(() => {
  running?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** As the image starts it, with these words in place of its `CMD`. */
function start(...words: string[]): ChildProcess {
  const [, entry = '[]'] = /^ENTRYPOINT (.+)$/m.exec(image?.text ?? '') ?? [];
  const [, ...before] = JSON.parse(entry) as string[];
  running = spawn(process.execPath, [...before, ...words], {
    cwd: app,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      NODE_ENV: 'production',
      BACKOFFICE_DATA_DIR: data,
      BACKOFFICE_SECRETS: `files:${keys}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return running;
}

async function firstLine({ stdout, stderr }: ChildProcess): Promise<string> {
  let complaints = '';
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  if (stdout === null) throw new Error('no output');
  for await (const line of createInterface({ input: stdout })) return line;
  throw new Error(complaints);
}

it('copies files that exist and are sent to the build', () => {
  expect(notSent(dockerfile)).toEqual([]);
});

it('takes libraries for work alone, and runs as a user without rights', () => {
  expect(libraries.runs).toEqual([expect.stringMatching(/^npm ci --omit=dev --ignore-scripts /)]);
  expect(image.text).toMatch(/^USER node$/m);
  expect(image.text).toMatch(/^CMD \["run"\]$/m);
});

it('opens its window, practises in it, and is healthy with the shop it has', async () => {
  const child = start('serve', '--json');
  const { address } = JSON.parse(await firstLine(child)) as { address: string };
  const isHealthy = () =>
    new Promise<boolean>((resolve) => {
      const line = connect(join(data, 'backoffice.sock'), () => resolve(true));
      line.on('error', () => resolve(false)).on('connect', () => line.destroy());
    });
  expect(await isHealthy()).toBe(true);

  const { origin, cookie, protocols } = await enterWindow(address);
  const page = await fetch(`${origin}/backoffice/`, { headers: { cookie } });
  expect(await page.text()).toContain('<div id="root">');
  const line = () => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/backoffice/rpc`, [...protocols], {
      headers: { cookie, origin },
    });
    socket.on('error', () => undefined);
    return { socket, client: createORPCClient(new RPCLink({ websocket: socket as never })) as Client };
  };
  const here = line();
  await here.client.host.enterPractice({ articles: 10 });
  await until(async () => {
    const next = line();
    try {
      await once(next.socket, 'open');
      return (await next.client.host.state()).world === 'practice';
    } catch {
      return false;
    } finally {
      next.socket.terminate();
    }
  }, 'somebody practises');
  here.socket.terminate();
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number | null];
  expect(code).toBe(0);
}, 60_000);

it('keeps a shop equal without a window, and ends in order', async () => {
  const child = start('run', '--json');
  expect(JSON.parse(await firstLine(child))).toMatchObject({ ready: true });
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number | null];
  expect(code).toBe(0);
});
