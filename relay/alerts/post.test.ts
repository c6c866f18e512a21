/** Posting to what a shop has named: never into a private network, whatever its name leads to, and nowhere but there. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { createAuthority } from '../../host/testing/authority.ts';
import { createPost, isPublic } from './post.ts';
import type { Outgoing } from './ways.ts';

it.each([
  '8.8.8.8',
  '1.1.1.1',
  '172.15.255.255',
  '172.32.0.1',
  '2606:4700:4700::1111',
  '2a00:1450:400f:80d::200e',
])('%s is on the internet', (address) => expect(isPublic(address)).toBe(true));

it.each([
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '127.8.8.8',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.1',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '64:ff9b::a00:1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'ff02::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  'localhost',
  '',
])('»%s« is not', (address) => expect(isPublic(address)).toBe(false));

const message: Outgoing = { kind: 'silent', title: 'Titel', text: 'Text.', id: 'a' };
const to = (address: string, kind: 'slack' | 'text' | 'healthchecks' = 'text') => ({ kind, address });

describe('what leads elsewhere', () => {
  it.each([
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'https://[::ffff:127.0.0.1]/x',
    'https://2130706433/x',
    'https://0x7f.1/x',
    'https://169.254.169.254/latest/meta-data',
    'https://localhost/x',
  ])('%s is not posted to', async (address) => {
    await expect(createPost()(to(address), message)).rejects.toThrow('it leads into a private network');
  });

  it.each(['http://example.com/x', 'https://user:password@example.com/x'])('nor %s', async (address) => {
    await expect(createPost()(to(address), message)).rejects.toThrow('no plain https address');
  });
});

describe('a receiver', () => {
  const authority = createAuthority('Mottagarens CA');
  const trusted = tls.getCACertificates('default');
  const open: Server[] = [];
  afterEach(() => {
    tls.setDefaultCACertificates(trusted);
    for (const server of open.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  async function serve(status: number, headers: Record<string, string> = {}) {
    const received: string[] = [];
    const server = createServer(authority.issue('localhost'), async (request, response) => {
      let body = '';
      for await (const part of request.setEncoding('utf8')) body += part;
      received.push(`${request.url} ${request.headers['content-type']} ${body}`);
      response.writeHead(status, headers).end();
    });
    open.push(server);
    await once(server.listen(0, 'localhost'), 'listening');
    return { received, origin: `https://localhost:${(server.address() as AddressInfo).port}` };
  }
  const post = createPost((address) => ['127.0.0.1', '::1'].includes(address));

  it('is sent what its kind takes', async () => {
    tls.setDefaultCACertificates([...trusted, authority.certificate]);
    const { received, origin } = await serve(200);
    await post(to(`${origin}/a`, 'slack'), message);
    await post(to(`${origin}/b/`, 'healthchecks'), message);
    await post(to(`${origin}/b`, 'healthchecks'), { ...message, kind: 'back' });
    expect(received).toEqual([
      '/a application/json {"text":"Titel\\n\\nText."}',
      '/b/fail text/plain; charset=utf-8 Titel\n\nText.',
      '/b text/plain; charset=utf-8 Titel\n\nText.',
    ]);
  });

  it('that leads on is not followed, and one with a certificate of nobody’s is told nothing', async () => {
    const elsewhere = await serve(200);
    const strange = await serve(200);
    await expect(post(to(`${strange.origin}/hemlig`), message)).rejects.toThrow(/^[A-Z_]+$/);
    tls.setDefaultCACertificates([...trusted, authority.certificate]);
    const { origin } = await serve(307, { Location: `${elsewhere.origin}/x` });
    await expect(post(to(`${origin}/hemlig`), message)).rejects.toThrow(/^status 307$/);
    expect([elsewhere.received, strange.received]).toEqual([[], []]);
  });
});
