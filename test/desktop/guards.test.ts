/** What a page could try if it were not ours any more: every rule of the baseline, held by the real Chromium. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desktop, startDesktop } from './desktop.ts';
import { whyNot } from './runtime.ts';

describe.skipIf(whyNot !== null)(`the window is shut in${whyNot === null ? '' : ` (${whyNot})`}`, () => {
  let desktop: Desktop;
  let page: Page;
  /** Whoever gets out arrives here. */
  let outside: Server;
  let address: string;
  const arrived: string[] = [];
  /** In the page, as a script of its own would. */
  const run = <T>(script: string) => page.evaluate<T>(`(async () => { ${script} })()`);
  const outcome = (script: string) =>
    run<string>(`try { ${script}; return 'done'; } catch (error) { return error.name; }`);

  beforeAll(async () => {
    outside = createServer((request, response) => {
      arrived.push(request.url ?? '');
      response.setHeader('Access-Control-Allow-Origin', '*').end('hello');
    });
    outside.on('upgrade', (request, socket) => {
      arrived.push(request.url ?? '');
      socket.destroy();
    });
    await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
    address = `127.0.0.1:${(outside.address() as AddressInfo).port}`;
    desktop = await startDesktop();
    page = desktop.page;
    await page.getByRole('button', { name: 'Öva', exact: true }).waitFor();
  });
  afterAll(async () => {
    await desktop?.end();
    outside?.close();
  });

  it('complains about nothing by itself', () => {
    expect(desktop.complaints).toEqual([]);
  });

  it('has nothing of Node or Electron in it', async () => {
    const names = [
      'require',
      'process',
      'module',
      'Buffer',
      'global',
      'electron',
      '__dirname',
      'ipcRenderer',
    ];
    expect(await run(`return ${JSON.stringify(names)}.filter((name) => name in globalThis)`)).toEqual([]);
    const preferences = await desktop.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>;
      };
      return contents.getLastWebPreferences();
    });
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
    });
    expect(preferences.enableBlinkFeatures ?? '').toBe('');
    expect(preferences.nodeIntegrationInWorker).not.toBe(true);
    expect(preferences.allowRunningInsecureContent).not.toBe(true);
  });

  it.each([
    ['fetch', 'await fetch("http://ADDRESS/fetch")'],
    ['fetch without asking', 'await fetch("http://ADDRESS/no-cors", { mode: "no-cors" })'],
    ['fetch of a file', 'await fetch("file:///etc/hostname")'],
    ['fetch of another of our addresses', 'await fetch("app://other/index.html")'],
  ])('%s is denied', async (_, script) => {
    expect(await outcome(script.replace('ADDRESS', address))).toBe('TypeError');
  });

  it.each([
    ['a WebSocket', 'new WebSocket("ws://ADDRESS/socket")'],
    ['a beacon', 'navigator.sendBeacon("http://ADDRESS/beacon", "x")'],
    ['an event source', 'new EventSource("http://ADDRESS/events")'],
    ['a picture', 'document.body.append(Object.assign(new Image(), { src: "http://ADDRESS/picture" }))'],
    [
      'a script',
      'document.head.append(Object.assign(document.createElement("script"), { src: "http://ADDRESS/s.js" }))',
    ],
    [
      'a style',
      'document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: "http://ADDRESS/s.css" }))',
    ],
    [
      'a frame',
      'document.body.append(Object.assign(document.createElement("iframe"), { src: "http://ADDRESS/frame" }))',
    ],
    [
      'a font',
      'document.fonts.add(await new FontFace("x", "url(http://ADDRESS/font)").load().catch(() => new FontFace("y", "local(x)")))',
    ],
    [
      'a form',
      'const form = Object.assign(document.createElement("form"), { action: "http://ADDRESS/form" }); document.body.append(form); form.submit()',
    ],
    [
      'a prefetch',
      'document.head.append(Object.assign(document.createElement("link"), { rel: "prefetch", href: "http://ADDRESS/prefetch" }))',
    ],
  ])('%s reaches nobody', async (_, script) => {
    await outcome(script.replace('ADDRESS', address));
    await page.waitForTimeout(150);
    expect(arrived).toEqual([]);
    expect(page.url()).toContain('app://backoffice/index.html');
  });

  it('goes nowhere else, and opens no window', async () => {
    for (const to of [
      `http://${address}/away`,
      'file:///etc/hostname',
      'app://backoffice/',
      'data:text/html,x',
    ])
      await outcome(`location.href = ${JSON.stringify(to)}`);
    for (const to of [`http://${address}/window`, 'app://backoffice/log.html', 'about:blank', ''])
      expect(await run(`return window.open(${JSON.stringify(to)}) === null`), to).toBe(true);
    await page.waitForTimeout(300);
    expect(arrived).toEqual([]);
    expect(desktop.app.windows()).toHaveLength(1);
    // Playwright itself waits for a navigation that was refused.
    expect(await run('return location.href')).toMatch(/^app:\/\/backoffice\/index\.html/);
    expect(await run('return document.querySelectorAll("button").length')).toBeGreaterThan(1);
  });

  it('is brought back from a blank page', async () => {
    await outcome('location.href = "about:blank"').catch(() => undefined);
    await page.getByRole('button', { name: 'Öva', exact: true }).waitFor();
    expect(page.url()).toMatch(/^app:\/\/backoffice\/index\.html/);
    expect(desktop.log()).toContain('the page has gone elsewhere');
  });

  it('runs no text as a script', async () => {
    // Later: what the test itself asks to be run may evaluate.
    const later = (script: string) =>
      run<string>(`return new Promise((resolve) => setTimeout(() => {
        try { ${script}; resolve('done'); } catch (error) { resolve(error.name); }
      }, 10))`);
    expect(await later('eval("1")')).toBe('EvalError');
    expect(await later('new Function("return 1")()')).toBe('EvalError');
    await outcome(`
      const script = Object.assign(document.createElement('script'), { textContent: 'globalThis.wasRun = true' });
      document.head.append(script);
      document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="globalThis.wasRun = true">');
    `);
    await page.waitForTimeout(100);
    expect(await run('return globalThis.wasRun ?? false')).toBe(false);
  });

  it.each(['geolocation', 'camera', 'microphone', 'notifications', 'midi', 'clipboard-read'])(
    'is not granted %s',
    async (name) => {
      const state = await run(`
        return navigator.permissions.query({ name: ${JSON.stringify(name)} }).then(({ state }) => state, () => 'denied')`);
      expect(state).toBe('denied');
    },
  );

  it('is given no camera and no screen', async () => {
    expect(await outcome('await navigator.mediaDevices.getUserMedia({ audio: true })')).not.toBe('done');
    expect(await outcome('await navigator.mediaDevices.getDisplayMedia()')).not.toBe('done');
  });

  it('finds out nobody’s address by WebRTC', async () => {
    const candidates = await run<string[]>(`
      const found = [];
      const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:${address}' }] });
      peer.onicecandidate = ({ candidate }) => candidate && found.push(candidate.candidate);
      peer.createDataChannel('x');
      await peer.setLocalDescription(await peer.createOffer());
      await new Promise((resolve) => setTimeout(resolve, 500));
      peer.close();
      return found.filter((text) => text.includes(' udp '));
    `);
    expect(candidates).toEqual([]);
  });

  it('has no way to the network beside its requests, while main has its own', async () => {
    const ways = await desktop.app.evaluate(async ({ session }) => {
      const own = session.fromPartition('backoffice-network');
      const ask = (one: Electron.Session, url: string) => one.resolveProxy(url);
      return {
        pages: await ask(session.defaultSession, 'https://annan.example'),
        here: await ask(session.defaultSession, 'http://127.0.0.1:4710'),
        main: await ask(own, 'https://annan.example'),
      };
    });
    expect(ways).toEqual({ pages: 'PROXY 127.0.0.1:1', here: 'PROXY 127.0.0.1:1', main: 'DIRECT' });
  });

  it('has no name looked up, not even for a hint', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'backoffice-net-')), 'net.json');
    await desktop.app.evaluate(({ netLog }, to) => netLog.startLogging(to), file);
    for (const rel of ['dns-prefetch', 'preconnect', 'prefetch', 'prerender'])
      await outcome(
        `document.head.append(Object.assign(document.createElement('link'), { rel: '${rel}', href: 'https://${rel}.sidan.invalid/' }))`,
      );
    // What main has looked up by itself comes after the hints.
    await desktop.app.evaluate(
      ({ session }, name) =>
        session
          .fromPartition('backoffice-network')
          .resolveHost(name)
          .catch(() => undefined),
      'huvud.invalid',
    );
    await page.waitForTimeout(500);
    await desktop.app.evaluate(({ netLog }) => netLog.stopLogging());
    const log = readFileSync(file, 'utf8');
    expect(log).toContain('huvud.invalid');
    expect(log).not.toContain('sidan.invalid');
  });

  it('is drawn afresh when its page dies', async () => {
    await desktop.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
    );
    await expect.poll(() => desktop.log()).toContain('the page has died');
    await expect
      .poll(() =>
        desktop.app.evaluate(async ({ BrowserWindow }) =>
          BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
            'document.querySelectorAll("button").length',
          ),
        ),
      )
      .toBeGreaterThan(1);
    expect(arrived).toEqual([]);
  });
});
