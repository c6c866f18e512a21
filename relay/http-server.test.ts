import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type EventsAnswer, MAX_BODY_BYTES } from '../shared/contract/relay.ts';
import { type HttpServer, startHttpServer } from './http-server.ts';
import { makePairingCode } from './pairing.ts';
import { openLog, systemRandom } from './system-ports.ts';
import { drawToken, openRig, type Rig, realTime } from './testing/rig.ts';

const open: HttpServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function start(
  rig: Rig,
  options: Partial<Parameters<typeof startHttpServer>[1]> = {},
): Promise<HttpServer> {
  const server = await startHttpServer(rig.relay.routes, {
    host: '127.0.0.1',
    port: 0,
    trustProxy: false,
    log: openLog('silent'),
    ...options,
  });
  open.push(server);
  return server;
}

/** node:http, because `fetch` would not send headers as they are written. */
async function send(
  url: string,
  headers: readonly string[],
  body?: Uint8Array,
): Promise<{ status: number | undefined; headers: IncomingHttpHeaders; body: string }> {
  const asked = request(url, { method: body === undefined ? 'GET' : 'POST', headers: [...headers] });
  asked.end(body);
  const [answer] = await once(asked, 'response');
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) text += chunk;
  return { status: answer.statusCode, headers: answer.headers, body: text };
}

it('keeps Shopify’s headers as they were written, and bodies of any type', async () => {
  const rig = openRig(realTime);
  const shop = await rig.pair();
  const { url } = await start(rig);
  const { host } = new URL(url);
  const address = `${url}/in/${shop.ingestToken}`;
  const shopify = [
    'X-SHOPIFY-Topic',
    'a/b',
    'x-shopify-HMAC-sha256',
    'x==',
    'X-Shopify-Topic',
    'twice',
    'Shopify-New',
    '1',
  ];
  const sent = [
    await send(address, ['Host', host, ...shopify, 'Cookie', 'no'], Buffer.from([0xff, 0])),
    await send(address, ['Host', host, 'Content-Type', ';;; no type'], Buffer.from('{')),
    await send(address, ['Host', host, 'Content-Type', 'application/json'], Buffer.from('not json')),
    await send(
      address,
      ['Host', host, 'Content-Type', 'application/json', 'X-Shopify-Topic', 'empty'],
      Buffer.alloc(0),
    ),
    await send(address, ['Host', host, 'Transfer-Encoding', 'chunked'], Buffer.from('chunked')),
    await send(address, ['Host', host, 'Content-Type', 'text/plain'], Buffer.alloc(MAX_BODY_BYTES, 7)),
  ];
  expect(sent.map(({ status }) => status)).toEqual(Array(6).fill(200));
  const polled = await send(`${url}/v1/events`, [
    'Host',
    host,
    'Authorization',
    `Bearer ${shop.deviceToken}`,
  ]);
  const { events } = JSON.parse(polled.body) as EventsAnswer;
  expect(events[0]?.headers).toEqual([
    ['X-SHOPIFY-Topic', 'a/b'],
    ['x-shopify-HMAC-sha256', 'x=='],
    ['X-Shopify-Topic', 'twice'],
    ['Shopify-New', '1'],
  ]);
  const bodies = events.map(({ body }) => Buffer.from(body, 'base64'));
  expect(bodies.slice(0, 5).map(String)).toEqual([
    String(Buffer.from([0xff, 0])),
    '{',
    'not json',
    '',
    'chunked',
  ]);
  expect(bodies[0]).toEqual(Buffer.from([0xff, 0]));
  expect(bodies[5]?.equals(Buffer.alloc(MAX_BODY_BYTES, 7))).toBe(true);
});

it('refuses a body that is too large, and reads none of a stranger’s', async () => {
  const rig = openRig(realTime);
  const shop = await rig.pair();
  const { url } = await start(rig);
  const large = await send(`${url}/in/${shop.ingestToken}`, ['Host', 'x'], Buffer.alloc(MAX_BODY_BYTES + 1));
  expect([large.status, JSON.parse(large.body).error.code]).toEqual([413, 'tooLarge']);
  // A stranger who announces a body gets the answer before it has sent a byte of it.
  const stranger = connect(Number(new URL(url).port), '127.0.0.1');
  stranger.write(`POST /in/${'x'.repeat(43)} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n`);
  const [answer] = await once(stranger, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1.1 404 .*connection: close/is);
  stranger.destroy();
  const nowhere = await send(`${url}/v2/thing`, ['Host', 'x']);
  expect([nowhere.status, JSON.parse(nowhere.body).error.code]).toEqual([404, 'notFound']);
});

it('holds bodies on their way within bounds, and one shop’s never in the way of another’s', async () => {
  const rig = openRig(realTime);
  const [one, other] = [await rig.pair(), await rig.pair()];
  // Each computer of a shop has an address of its own for Shopify to post to.
  const second = await rig.pair(one.tenantId);
  const { url } = await start(rig);
  const port = Number(new URL(url).port);
  const half = (token: string) => {
    const sender = connect(port, '127.0.0.1');
    sender.on('error', () => undefined);
    sender.write(`POST /in/${token} HTTP/1.1\r\nHost: x\r\nContent-Length: ${MAX_BODY_BYTES}\r\n\r\n`);
    return sender;
  };
  const refused = Promise.withResolvers<void>();
  let answers = '';
  const senders = Array.from({ length: 20 }, (_, n) => half((n % 2 ? one : second).ingestToken));
  for (const sender of senders)
    sender.on('data', (answer) => {
      answers += answer;
      if (answers.split('HTTP/1.1 503').length === 15) refused.resolve();
    });
  await refused.promise;
  const free = await send(`${url}/in/${other.ingestToken}`, ['Host', 'x'], Buffer.alloc(MAX_BODY_BYTES));
  expect(free.status).toBe(200);
  expect(answers.split('HTTP/1.1 ')).toHaveLength(15);
  for (const sender of senders) sender.destroy();
  // The relay hears of the broken connections one by one.
  const whole = async () => {
    const sender = half(one.ingestToken);
    sender.write(Buffer.alloc(MAX_BODY_BYTES, 1));
    return new Promise<string>((resolve) => {
      sender.once('data', (answer) => resolve(String(answer)));
      sender.once('close', () => resolve('closed'));
    }).finally(() => sender.destroy());
  };
  for (let attempt = 0; !(await whole()).startsWith('HTTP/1.1 200'); attempt += 1)
    expect(attempt).toBeLessThan(500);
});

it('keeps the shops’ room free of what strangers announce, whoever they say they are', async () => {
  const rig = openRig(realTime);
  const shop = await rig.pair();
  const { url } = await start(rig, { metrics: rig.relay.metrics });
  const port = Number(new URL(url).port);
  const refused = Promise.withResolvers<void>();
  const strangers = Array.from({ length: 1_100 }, (_, n) => {
    const sender = connect(port, '127.0.0.1');
    sender.on('error', () => undefined);
    sender.on('data', (answer) => {
      if (String(answer).startsWith('HTTP/1.1 503')) refused.resolve();
    });
    sender.write(
      `POST /v1/pair HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${n}\r\nContent-Length: 8192\r\n\r\n{`,
    );
    return sender;
  });
  await refused.promise;
  const metrics = (await send(`${url}/metrics`, ['Host', 'x'])).body;
  const held = Number(/^relay_bytes_in_flight (\d+)/m.exec(metrics)?.[1]);
  expect(held).toBeGreaterThan(0);
  expect(held).toBeLessThanOrEqual(4 * 1024 * 1024);
  const delivered = await send(`${url}/in/${shop.ingestToken}`, ['Host', 'x'], Buffer.alloc(MAX_BODY_BYTES));
  expect(delivered.status).toBe(200);
  for (const stranger of strangers) stranger.destroy();
});

it('holds so many connections at once and no more, and answers again when they have gone', async () => {
  const { url } = await start(openRig(realTime), { maxConnections: 8 });
  const strangers = Array.from({ length: 9 }, () => connect(Number(new URL(url).port), '127.0.0.1'));
  // Whoever has been let in and says nothing is told so in the end; whoever has not hears nothing.
  const closed = strangers.map(async (stranger) => {
    let said = '';
    stranger.on('error', () => undefined).on('data', (text) => (said += text));
    await once(stranger, 'close');
    return said;
  });
  expect(await Promise.race(closed)).toBe('');
  for (const stranger of strangers) stranger.destroy();
  const health = () =>
    send(`${url}/health`, ['Host', 'x']).then(
      ({ status }) => status,
      () => 0,
    );
  await expect.poll(health).toBe(200);
});

/** A shop with more waiting than fits into one answer, and `count` of its polls that nobody reads on. */
async function pollsUnread(rig: Rig, url: string, count: number) {
  const shop = await rig.pair();
  const delivery = () => send(`${url}/in/${shop.ingestToken}`, ['Host', 'x'], randomBytes(4 * 1024 * 1024));
  for (let sent = 0; sent < 3; sent += 1) expect((await delivery()).status).toBe(200);
  const began = await Promise.all(
    Array.from({ length: count }, async () => {
      const poller = connect(Number(new URL(url).port), '127.0.0.1');
      poller.on('error', () => undefined);
      poller.write(`GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${shop.deviceToken}\r\n\r\n`);
      const [first] = await once(poller, 'data');
      poller.pause();
      return { poller, status: String(first).slice(9, 12) };
    }),
  );
  const poll = () => send(`${url}/v1/events`, ['Host', 'x', 'Authorization', `Bearer ${shop.deviceToken}`]);
  return { began, poll };
}

it('holds answers on their way out within bounds, and one shop’s never in the way of another’s', async () => {
  const rig = openRig(realTime);
  const { url } = await start(rig);
  const { began, poll } = await pollsUnread(rig, url, 20);
  const statuses = began.map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set(['200', '503']));
  const other = await pollsUnread(rig, url, 1);
  expect(other.began[0]?.status).toBe('200');
  for (const { poller } of [...began, ...other.began]) poller.destroy();
  // The relay hears of the broken connections one by one.
  await expect.poll(async () => (await poll()).status).toBe(200);
});

it('waits for nobody who does not read what he has asked for', async () => {
  const rig = openRig(realTime);
  const { url } = await start(rig, { answerMs: 200 });
  const { began, poll } = await pollsUnread(rig, url, 20);
  await expect.poll(async () => (await poll()).status).toBe(200);
  for (const { poller } of began) poller.destroy();
});

describe.each([
  ['that was forgotten in the settings', false, 1],
  ['that is another than the settings say', '192.0.2.1', 1],
  ['that is believed', 'loopback', 0],
] as const)('behind a proxy %s', (_name, trustProxy, told) => {
  it('limits guesses by who guesses, and lets the others pair', async () => {
    // Time stands still: nothing is forgiven meanwhile.
    const still = { ...realTime, now: () => 1_000 };
    const rig = openRig(still);
    const said: string[] = [];
    const log = { ...openLog('silent'), error: (event: string) => void said.push(event) };
    const { url } = await start(rig, { trustProxy, log });
    const body = (code: string) => ({
      code,
      instanceId: 'an instance',
      name: 'b',
      ingestToken: drawToken(),
      deviceToken: drawToken(),
    });
    const pair = async (code: string, forwarded: string) => {
      const headers = ['Host', 'x', 'X-Forwarded-For', forwarded];
      return (await send(`${url}/v1/pair`, headers, Buffer.from(JSON.stringify(body(code))))).status;
    };
    const guesses: (number | undefined)[] = [];
    // Whatever the guesser claims to have come by.
    for (let guess = 0; guess < 25; guess += 1)
      guesses.push(await pair(drawToken(), `198.51.100.${guess}, 203.0.113.1`));
    expect(guesses.slice(0, 20)).toEqual(Array(20).fill(404));
    expect(guesses.slice(20)).toEqual(Array(5).fill(429));
    const { code } = (await makePairingCode(
      { store: rig.store, clock: still, random: systemRandom },
      {},
    )) ?? { code: '' };
    expect(await pair(code, '203.0.113.1')).toBe(429);
    expect(await pair(code, '203.0.113.2')).toBe(200);
    expect(said.filter((line) => line.includes('RELAY_TRUST_PROXY'))).toHaveLength(told);
  });
});

it('frees the place of a poll whose connection has broken', async () => {
  const rig = openRig(realTime);
  const shop = await rig.pair();
  const { url } = await start(rig);
  const waiting = async () =>
    /relay_polls_waiting (\d+)/.exec((await send(`${url}/metrics`, ['Host', 'x'])).body)?.[1];
  const until = async (count: string) => {
    for (let attempt = 0; (await waiting()) !== count; attempt += 1) expect(attempt).toBeLessThan(500);
  };
  const asked = request(`${url}/v1/events?wait=25`, {
    headers: { Authorization: `Bearer ${shop.deviceToken}` },
  });
  asked.on('error', () => undefined);
  asked.end();
  await until('1');
  asked.destroy();
  await until('0');
});

it('stops in order: who waits is answered, what is under way is finished', async () => {
  const rig = openRig(realTime);
  const shop = await rig.pair();
  const server = await start(rig);
  const { port } = new URL(server.url);
  const headers = ['Host', 'x', 'Authorization', `Bearer ${shop.deviceToken}`];
  const polled = send(`${server.url}/v1/events?wait=25`, headers);
  // Half a delivery is there when the stop comes.
  const sender = connect(Number(port), '127.0.0.1');
  sender.write(`POST /in/${shop.ingestToken} HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab`);
  for (let attempt = 0; ; attempt += 1) {
    const { body } = await send(`${server.url}/metrics`, ['Host', 'x']);
    if (body.includes('relay_polls_waiting 1')) break;
    expect(attempt).toBeLessThan(500);
  }
  rig.relay.stop();
  const closed = server.close();
  expect(JSON.parse((await polled).body)).toMatchObject({ events: [], head: 0 });
  sender.write('cd');
  const [answer] = await once(sender, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1.1 200 /);
  await closed;
  open.splice(0);
  expect((await rig.store.read(shop.tenantId, 0, 10))?.events).toHaveLength(1);
  await expect(send(`${server.url}/health`, ['Host', 'x'])).rejects.toThrow('ECONNREFUSED');
});
