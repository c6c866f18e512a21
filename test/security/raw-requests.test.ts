/** No byte that comes before a token ends a server of ours: not the window's, not the relay's, not the practice shops'. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { implement } from '@orpc/server';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { WindowRouter } from '../../host/window/sessions.ts';
import { type Entered, enterWindow } from '../../host/window/testing/enter-window.ts';
import { startWebServer } from '../../host/window/web-server.ts';
import { systemClock } from '../../practice/clock.ts';
import { listen } from '../../practice/listen.ts';
import { createPractice } from '../../practice/practice.ts';
import { createPracticeRandom } from '../../practice/random.ts';
import { startHttpServer } from '../../relay/http-server.ts';
import { openLog } from '../../relay/system-ports.ts';
import { openRig, realTime } from '../../relay/testing/rig.ts';
import { host } from '../../shared/contract/host.ts';
import { besiege, hostileFrame } from './raw-requests.ts';

const COUNT = 400;
let closing: (() => Promise<unknown>)[] = [];
/** What would have ended the program whose server it was. */
const fatal: unknown[] = [];
const note = (error: unknown) => void fatal.push(error);
beforeAll(() => void process.on('uncaughtException', note).on('unhandledRejection', note));
afterAll(() => void process.off('uncaughtException', note).off('unhandledRejection', note));
afterEach(async () => {
  expect(fatal.splice(0)).toEqual([]);
  for (const close of closing.splice(0)) await close();
  closing = [];
});

async function expectAnswers({ origin, cookie }: Entered): Promise<void> {
  const answer = await fetch(`${origin}/backoffice/`, { headers: { cookie } });
  expect([answer.status, await answer.text()]).toEqual([200, 'window']);
}

async function openWindow() {
  const os = implement({ host });
  const state = os.host.keepSecretsForSession.handler(() => ({ secrets: 'session' as const }));
  const page = { type: 'text/html', body: Buffer.from('window'), isForever: false };
  const server = await startWebServer({ pages: new Map([['/', page]]), port: 0 });
  closing.push(() => server.close());
  const reported: unknown[] = [];
  await server.serve({ host: { keepSecretsForSession: state } } as unknown as WindowRouter, (error) =>
    reported.push(error),
  );
  return { server, address: new URL(server.address), reported };
}

it.each([1, 2, 3])('the window answers its own user after hostile requests (seed %i)', async (seed) => {
  const { server, address } = await openWindow();
  await besiege(Number(address.port), address.host, seed, COUNT);
  // Nobody has guessed the token either.
  expect(server.address).toBe(address.href);
  await expectAnswers(await enterWindow(address.href));
});

it.each([1, 2, 3])('the window answers its own user after hostile frames (seed %i)', async (seed) => {
  const complaints = vi.spyOn(console, 'error');
  const { address, reported } = await openWindow();
  const entered = await enterWindow(address.href);
  const random = createPracticeRandom(`hostile frames ${seed}`);
  for (let line = 0; line < 40; line += 1) {
    const socket = connect(Number(address.port), '127.0.0.1');
    socket.on('error', () => undefined);
    const closed = once(socket, 'close');
    socket.write(
      `GET /backoffice/rpc HTTP/1.1\r\nHost: ${address.host}\r\nOrigin: ${address.origin}\r\nCookie: ${entered.cookie}\r\n` +
        `Sec-WebSocket-Protocol: ${entered.protocols.join(', ')}\r\n` +
        'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1.1 101 /);
    socket.resume();
    for (let frame = 0; frame < 8; frame += 1) socket.write(hostileFrame(random));
    socket.end();
    await closed;
  }
  await expectAnswers(entered);
  // Nothing of what was said is repeated where nobody has taken the secrets out.
  expect(complaints.mock.calls).toEqual([]);
  expect(reported).toEqual([]);
});

it.each([1, 2, 3])('the relay answers its shop after hostile requests (seed %i)', async (seed) => {
  const rig = openRig(realTime);
  const shop = await rig.pair();
  const log = openLog('silent');
  const options = { host: '127.0.0.1', port: 0, trustProxy: false, log } as const;
  const server = await startHttpServer(rig.relay.routes, options);
  closing.push(() => server.close());
  const { port, host: name } = new URL(server.url);
  await besiege(Number(port), name, seed, COUNT);
  const answer = await fetch(`${server.url}/in/${shop.ingestToken}`, { method: 'POST', body: '{}' });
  expect(answer.status).toBe(200);
});

it.each([1, 2, 3])('the practice shops answer after hostile requests (seed %i)', async (seed) => {
  const practice = createPractice({ clock: systemClock, seed, articles: 8, stores: 1 });
  for (const handle of [practice.easycashier.handle, practice.shopify.handle]) {
    const server = await listen(handle);
    closing.push(() => server.close());
    const { port, host: name } = new URL(server.url);
    await besiege(Number(port), name, seed, COUNT);
    expect((await fetch(`${server.url}/`)).status).toBeLessThan(500);
  }
});
