/** What main hears of a window: one question at one gate, and on a line only what the contract knows. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATIENCE_MS } from '../programs/program.ts';
import { type Desktop, startDesktop } from './desktop.ts';
import { root, whyNot } from './runtime.ts';

/** Puts a port of its own into `port`. */
const askFor = (to: 'engine' | 'shell') => `
  const id = crypto.randomUUID();
  const handed = new Promise((resolve) => addEventListener('message', ({ data, ports }) => {
    if (data?.type === 'backoffice:port' && data.id === id) resolve(ports[0]);
  }));
  window.postMessage({ type: 'backoffice:ask-for-port', id, to: '${to}' }, location.origin);
  const port = await handed;`;

describe.skipIf(whyNot !== null)(`main${whyNot === null ? '' : ` (${whyNot})`}`, () => {
  let desktop: Desktop;
  const run = <T>(script: string) => desktop.page.evaluate<T>(`(async () => { ${script} })()`);

  beforeAll(async () => {
    desktop = await startDesktop();
    await desktop.page.getByRole('button', { name: 'Öva', exact: true }).waitFor();
  });
  afterAll(() => desktop?.end());

  it('hears »a line, please«, and nothing else', async () => {
    const before = await desktop.inspect();
    const asks = [
      { id: 'x', to: 'engine' },
      { id: '3f0c1c52-8c1f-4d7c-9f3a-0d5b7f2d9a10', to: 'main' },
      { id: { deep: [1] }, to: ['engine'] },
      {},
    ];
    await run(`
      for (const ask of ${JSON.stringify(asks)})
        window.postMessage({ type: 'backoffice:ask-for-port', ...ask }, location.origin);
      for (const message of [null, 1, 'backoffice:ask-for-port', { type: 'ipc', channel: 'x' }])
        window.postMessage(message, location.origin);
      await new Promise((resolve) => setTimeout(resolve, 300));
    `);
    await expect.poll(async () => (await desktop.inspect()).refused - before.refused).toBe(asks.length);
  });

  it('lets no window end the engine by what it says on its line', async () => {
    const answer = await run<string>(`
      ${askFor('engine')}
      const closed = new Promise((resolve) => port.addEventListener('close', () => resolve('closed')));
      port.start();
      port.postMessage({ type: 'stop' });
      return Promise.race([closed, new Promise((resolve) => setTimeout(resolve, ${PATIENCE_MS}, 'open'))]);
    `);
    expect(answer).toBe('closed');
    expect(await desktop.inspect()).toMatchObject({ restarts: 0, engine: 'running' });
  });

  it('listens to its own windows only, although another may show our page', async () => {
    const before = await desktop.inspect();
    const foreignId = await desktop.app.evaluate(
      async ({ BrowserWindow }, preload) => {
        const foreign = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
        await foreign.loadURL('app://backoffice/index.html');
        return foreign.id;
      },
      join(root, 'out', 'preload', 'index.cjs'),
    );
    // It asks by itself, as soon as it is there.
    await expect.poll(async () => (await desktop.inspect()).refused).toBeGreaterThan(before.refused);
    await desktop.app.evaluate(({ BrowserWindow }, id) => BrowserWindow.fromId(id)?.destroy(), foreignId);
    expect(desktop.log()).toContain('turned away at the gate');
  });

  it('opens Shopify and EasyCashier in the browser of the system, and nothing else', async () => {
    const opened = () => desktop.app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened);
    await desktop.app.evaluate(({ shell }) => {
      Object.assign(globalThis, { opened: [] });
      shell.openExternal = async (url) =>
        void (globalThis as unknown as { opened: string[] }).opened.push(url);
    });
    const ask = (url: string) =>
      run<string>(`
        ${askFor('shell')}
        const answer = new Promise((resolve) => port.addEventListener('message', ({ data }) => resolve(String(data))));
        port.start();
        port.postMessage(JSON.stringify({ i: '1', p: { u: '/shell/openExternal', b: { json: { url: ${JSON.stringify(url)} } } } }));
        return answer;
      `);
    for (const url of [
      'file:///etc/passwd',
      'https://evil.example/',
      'http://admin.shopify.com/',
      'x',
      'javascript:1',
    ])
      expect(await ask(url), url).toMatch(/REFUSED|BAD_REQUEST/);
    expect(await opened()).toEqual([]);
    await ask('https://admin.shopify.com/store/x');
    expect(await opened()).toEqual(['https://admin.shopify.com/store/x']);
  });
});
