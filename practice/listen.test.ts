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
