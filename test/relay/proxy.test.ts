/** The shipped Caddyfile before a relay that is down: what the proxy says of it holds no address that Shopify posts to. */
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { hasCaddy, startCaddy } from '../programs/caddy.ts';
import { freeRow } from '../programs/ports.ts';
import { until } from '../programs/program.ts';

const config = fileURLToPath(new URL('../../relay/Caddyfile', import.meta.url));
const token = 'KANARIE'.padEnd(43, 'x');
let running: ChildProcess | null = null;
let home = '';
afterEach(() => {
  running?.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

describe.skipIf(!hasCaddy)('the proxy', () => {
  it('says that the relay is away, and not to which address Shopify posted', {
    timeout: 60_000,
  }, async () => {
    home = mkdtempSync(join(tmpdir(), 'backoffice-caddy-'));
    const origin = `http://127.0.0.1:${await freeRow(1)}`;
    // Without a certificate; »relay« is a name that only the compose network knows.
    const caddy = startCaddy(config, home, { RELAY_DOMAIN: origin });
    running = caddy.child;
    const post = (path: string, body: string) =>
      fetch(`${origin}${path}`, { method: 'POST', headers: { 'X-Shopify-Topic': token }, body });
    await until(
      async () => (await fetch(`${origin}/metrics`).catch(() => null))?.status === 404,
      'caddy listens',
    );
    expect((await post(`/in/${token}`, '{}')).status).toBe(502);
    expect((await post(`/in/${token}?again=${token}`, '{}')).status).toBe(502);
    await until(() => caddy.said().split('http.log.error').length > 2, 'the proxy has said so');
    expect(caddy.said()).toContain('dial');
    expect(caddy.said()).not.toContain(token);
    // A page of the proxy's own, changed over the network, would be another way in.
    expect(caddy.said()).not.toContain('admin endpoint started');
  });
});
