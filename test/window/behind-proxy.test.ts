/** The window through the shipped Caddyfile: TLS from the browser to the proxy, and nobody but who may even ask. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caddy, hasCaddy, startCaddy } from '../programs/caddy.ts';
import { freeRow } from '../programs/ports.ts';
import { type Program, startProgram, until } from '../programs/program.ts';
import { chromiumPath, launchBrowser, type OpenedWindow, openWindow } from './browser.ts';
import { photographFailures } from './failures.ts';
import { personAt } from './person.ts';

const shipped = readFileSync(
  fileURLToPath(new URL('../../host/container/Caddyfile', import.meta.url)),
  'utf8',
);

describe.skipIf(chromiumPath === null || !hasCaddy)('the window behind a proxy', () => {
  const home = mkdtempSync(join(tmpdir(), 'backoffice-behind-'));
  let [proxy, window, plain, relay] = [0, 0, 0, 0];
  let origin: string;
  let program: Program;
  let caddy: Caddy | null = null;
  let browser: Browser;
  let opened: OpenedWindow;

  /** The shipped file, with ports of this test's and an authority of Caddy's own. */
  const serveBehind = async (allowed: string) => {
    const config = join(home, 'Caddyfile');
    const text = shipped
      .replace('admin off', `admin off\n\thttp_port ${plain}\n\tskip_install_trust`)
      .replace('engine:8790', `127.0.0.1:${window}`);
    writeFileSync(config, text);
    caddy = startCaddy(config, home, {
      RELAY_DOMAIN: `https://127.0.0.1:${relay}`,
      WINDOW_DOMAIN: origin,
      WINDOW_ALLOWED: allowed,
    });
    const { said } = caddy;
    await until(() => /serving initial configuration|Error:/.test(said()), 'the proxy listens');
    expect(said()).not.toContain('Error:');
  };
  const endCaddy = async () => {
    const child = caddy?.child;
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    if (child?.kill('SIGTERM')) await ended;
  };

  beforeAll(async () => {
    proxy = await freeRow(4);
    [window, plain, relay] = [proxy + 1, proxy + 2, proxy + 3];
    origin = `https://localhost:${proxy}`;
    program = startProgram(['serve', '--json', '--port', `${window}`, '--public-url', origin], {
      HOME: home,
      BACKOFFICE_DATA_DIR: join(home, 'data'),
      BACKOFFICE_SECRETS: 'memory',
    });
    [browser] = await Promise.all([launchBrowser(), program.firstLine, serveBehind('private_ranges')]);
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
    await serveBehind('192.0.2.1 198.51.100.0/24');
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    for (const path of ['/', '/backoffice/', '/door.js']) {
      const answer = await context.request.get(`${origin}${path}`);
      expect([answer.status(), await answer.text()]).toEqual([403, '']);
    }
    await context.close();
  });
});
