/** The window through the shipped Caddyfile: TLS from the browser to the proxy, and nobody but who may even ask. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Program, startProgram, until } from '../programs/program.ts';
import { chromiumPath, launchBrowser, type OpenedWindow, openWindow } from './browser.ts';
import { photographFailures } from './failures.ts';
import { personAt } from './person.ts';

const hasCaddy = (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, 'caddy')));
const shipped = readFileSync(
  fileURLToPath(new URL('../../host/container/Caddyfile', import.meta.url)),
  'utf8',
);

/** Ports that are free just now. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

describe.skipIf(chromiumPath === null || !hasCaddy)('the window behind a proxy', () => {
  const home = mkdtempSync(join(tmpdir(), 'backoffice-behind-'));
  let [proxy, window, plain, relay] = [0, 0, 0, 0];
  let origin: string;
  let program: Program;
  let caddy: ChildProcess | null = null;
  let browser: Browser;
  let opened: OpenedWindow;

  /** The shipped file, with ports of this test's and an authority of Caddy's own. */
  const startCaddy = async (allowed: string) => {
    const config = join(home, 'Caddyfile');
    const text = shipped
      .replace('admin off', `admin off\n\thttp_port ${plain}\n\tskip_install_trust`)
      .replace('engine:8790', `127.0.0.1:${window}`);
    writeFileSync(config, text);
    const child = spawn('caddy', ['run', '--config', config, '--adapter', 'caddyfile'], {
      env: {
        PATH: process.env.PATH,
        HOME: home,
        XDG_DATA_HOME: home,
        XDG_CONFIG_HOME: home,
        RELAY_DOMAIN: `https://127.0.0.1:${relay}`,
        WINDOW_DOMAIN: origin,
        WINDOW_ALLOWED: allowed,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    caddy = child;
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    await until(() => /serving initial configuration|Error:/.test(said), 'the proxy listens');
    expect(said).not.toContain('Error:');
  };
  const endCaddy = async () => {
    const ended = new Promise((resolve) => caddy?.once('exit', resolve));
    if (caddy?.kill('SIGTERM')) await ended;
  };

  beforeAll(async () => {
    [proxy = 0, window = 0, plain = 0, relay = 0] = await freePorts(4);
    origin = `https://localhost:${proxy}`;
    program = startProgram(['serve', '--json', '--port', `${window}`, '--public-url', origin], {
      HOME: home,
      BACKOFFICE_DATA_DIR: join(home, 'data'),
      BACKOFFICE_SECRETS: 'memory',
    });
    [browser] = await Promise.all([launchBrowser(), program.firstLine, startCaddy('private_ranges')]);
  });
  photographFailures(() => opened?.page);
  afterAll(async () => {
    await browser?.close();
    program?.kill('SIGTERM');
    await Promise.all([program?.ended, endCaddy()]);
    rmSync(home, { recursive: true, force: true });
  });

  const address = () =>
    (JSON.parse(program.said().trimEnd().split('\n').at(-1) ?? '{}') as { address: string }).address;

  it('opens by the printed address, over TLS, with its line', async () => {
    expect(address()).toMatch(new RegExp(`^${origin}/#[\\w-]{43}$`));
    const entrance = {
      address: async () => address(),
      page: (name: string) => `${origin}/backoffice/${name}`,
    };
    opened = await openWindow(browser, entrance, { ignoreCertificate: true });
    const person = personAt(opened, 'sv');
    await person.button('window.welcome.connect').waitFor();
    const [cookie] = await opened.context.cookies();
    expect(cookie).toMatchObject({ secure: true, httpOnly: true, sameSite: 'Strict' });
    await person.page.reload();
    await person.button('window.welcome.connect').waitFor();
    expect(opened.complaints).toEqual([]);
  });

  it('answers to no other name, not even the loopback one', async () => {
    const status = (host: string) =>
      new Promise((resolve, reject) => {
        request({ host: '127.0.0.1', port: window, headers: { host } }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        })
          .on('error', reject)
          .end();
      });
    expect(await status(`localhost:${proxy}`)).toBe(200);
    expect(await status(`127.0.0.1:${window}`)).toBe(421);
    expect(await status('evil.example')).toBe(421);
  });

  it('shows nothing, not even its door, to whoever asks from elsewhere', async () => {
    await endCaddy();
    await startCaddy('192.0.2.1 198.51.100.0/24');
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    for (const path of ['/', '/backoffice/', '/door.js']) {
      const answer = await context.request.get(`${origin}${path}`);
      expect([answer.status(), await answer.text()]).toEqual([403, '']);
    }
    await context.close();
  });
});
