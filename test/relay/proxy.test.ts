/** The shipped Caddyfile before a relay that is down: what the proxy says of it holds no address that Shopify posts to. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../programs/program.ts';

const caddy = (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, 'caddy')));
const config = fileURLToPath(new URL('../../relay/Caddyfile', import.meta.url));
const token = 'KANARIE'.padEnd(43, 'x');
let running: ChildProcess | null = null;
let home = '';
afterEach(() => {
  running?.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe.skipIf(!caddy)('the proxy', () => {
  it('says that the relay is away, and not to which address Shopify posted', {
    timeout: 60_000,
  }, async () => {
    home = mkdtempSync(join(tmpdir(), 'backoffice-caddy-'));
    const origin = `http://127.0.0.1:${await freePort()}`;
    // Without a certificate; »relay« is a name that only the compose network knows.
    const child = spawn('caddy', ['run', '--config', config, '--adapter', 'caddyfile'], {
      env: {
        PATH: process.env.PATH,
        HOME: home,
        XDG_DATA_HOME: home,
        XDG_CONFIG_HOME: home,
        RELAY_DOMAIN: origin,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running = child;
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    const post = (path: string, body: string) =>
      fetch(`${origin}${path}`, { method: 'POST', headers: { 'X-Shopify-Topic': token }, body });
    await until(
      async () => (await fetch(`${origin}/metrics`).catch(() => null))?.status === 404,
      'caddy listens',
    );
    expect((await post(`/in/${token}`, '{}')).status).toBe(502);
    expect((await post(`/in/${token}?again=${token}`, '{}')).status).toBe(502);
    await until(() => said.split('http.log.error').length > 2, 'the proxy has said so');
    expect(said).toContain('dial');
    expect(said).not.toContain(token);
    // A page of the proxy's own, changed over the network, would be another way in.
    expect(said).not.toContain('admin endpoint started');
  });
});
