import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { ConnectionLost, type Handler } from './faults.ts';
import { type Listening, listen } from './listen.ts';

let server: Listening | undefined;

async function open(handler: Handler): Promise<string> {
  server = await listen(handler);
  return server.url;
}

afterEach(async () => {
  await server?.close();
  server = undefined;
});

test('passes method, path, headers and body on, and the answer back', async () => {
  const url = await open(async (request) =>
    Response.json(
      { method: request.method, path: new URL(request.url).pathname, body: await request.text() },
      { status: 201, headers: { 'X-Echo': request.headers.get('X-Auth-Token') ?? '' } },
    ),
  );
  const answer = await fetch(`${url}/v1/login?a=1`, {
    method: 'POST',
    headers: { 'X-Auth-Token': 't' },
    body: 'Åäö',
  });
  expect(answer.status).toBe(201);
  expect(answer.headers.get('X-Echo')).toBe('t');
  expect(await answer.json()).toEqual({ method: 'POST', path: '/v1/login', body: 'Åäö' });
});

test('a lost connection destroys the socket', async () => {
  const url = await open(() => Promise.reject(new ConnectionLost('after')));
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});

test('any other error is a 500', async () => {
  const url = await open(() => Promise.reject(new Error('trasig')));
  const answer = await fetch(url);
  expect(answer.status).toBe(500);
  expect(await answer.text()).toContain('trasig');
});

/** A body that has begun and never ends; `announced` bytes of it are on their way. */
function halfSent(url: string, announced: number): Promise<Socket> {
  const sender = connect(Number(new URL(url).port), '127.0.0.1');
  sender.on('error', () => undefined);
  const head = `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${announced}\r\n\r\n`;
  return new Promise((resolve) => sender.write(head, () => sender.write('{', () => resolve(sender))));
}

test('whoever never ends what he says keeps nobody from closing', async () => {
  const url = await open(async () => new Response('{}'));
  const sender = await halfSent(url, 100);
  expect((await fetch(url)).status).toBe(200);
  await server?.close();
  server = undefined;
  sender.destroy();
});

test('bodies on their way take so much of the memory and no more', async () => {
  const url = await open(async () => new Response('{}'));
  const large = new Uint8Array(19 * 1024 * 1024);
  const senders = await Promise.all(Array.from({ length: 4 }, () => halfSent(url, large.length + 1)));
  for (const sender of senders) sender.write(large.subarray(0, 18 * 1024 * 1024));
  const cut = Promise.race(senders.map((sender) => once(sender, 'data')));
  expect(String(await cut)).toMatch(/^HTTP\/1.1 413 /);
  for (const sender of senders) sender.destroy();
  const post = () =>
    fetch(url, { method: 'POST', body: large }).then(
      ({ status }) => status,
      () => 0,
    );
  await expect.poll(post).toBe(200);
});

test('streams what is long', async () => {
  const url = await open(async () => {
    let left = 200;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        left -= 1;
        if (left < 0) controller.close();
        else controller.enqueue(new Uint8Array(64 * 1024).fill(97));
      },
    });
    return new Response(body, { headers: { 'Content-Type': 'application/jsonl' } });
  });
  expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(200 * 64 * 1024);
});

test('takes bodies of up to 20 MB', async () => {
  const url = await open(async (request) => new Response(String((await request.arrayBuffer()).byteLength)));
  const megabytes = (count: number) =>
    fetch(url, { method: 'POST', body: new Uint8Array(count * 1024 * 1024) });
  expect(await (await megabytes(20)).text()).toBe(String(20 * 1024 * 1024));
  const refused = await megabytes(21).then(
    ({ status }) => status,
    () => 'broken off',
  );
  expect([413, 'broken off']).toContain(refused);
});

test('close lets what is under way finish', async () => {
  let answer = (_response: Response) => {};
  let seen = () => {};
  const arrived = new Promise<void>((resolve) => {
    seen = resolve;
  });
  const url = await open(() => {
    seen();
    return new Promise((resolve) => {
      answer = resolve;
    });
  });
  const asked = fetch(url);
  await arrived;
  const closed = server?.close();
  server = undefined;
  answer(new Response('klart'));
  expect(await (await asked).text()).toBe('klart');
  await closed;
  await expect(fetch(url)).rejects.toThrow();
});
