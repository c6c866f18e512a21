/** Bytes that nobody means well by, sent to a server as they are. Drawn from a seed. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { createPracticeRandom, type PracticeRandom } from '../../practice/random.ts';

const targets = [
  '//',
  '///',
  '/\\',
  '\\\\',
  '//%',
  '/%',
  '/%00',
  '/%c0%af..%c0%af',
  '/?token=%',
  '/?token=%00&token=',
  '/?',
  '/#',
  '/..;/..',
  '*',
  '',
  'http://',
  'http://[',
  'http://127.0.0.1:99999/',
  'file:///etc/passwd',
  'javascript:0',
  '/in/',
  '/in/%E0%A4%A',
  '/v1/events?wait=1e99&after=-1',
  '/rpc',
  '/enter',
  '/door.js',
  '/backoffice/',
  '/backoffice/rpc',
  '/backoffice/let-in?',
  '/admin/api/2026-10/graphql.json',
  '/auth/login',
] as const;
const methods = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'OPTIONS',
  'DELETE',
  'CONNECT',
  'TRACE',
  'PRI',
  'get',
] as const;
const versions = ['HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/9.9', ''] as const;
const headers = [
  'Host: evil.example',
  'Host: [',
  'Host:',
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x',
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 99\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  'Upgrade: h2c',
  'Content-Length: 5',
  'Content-Length: -1',
  'Content-Length: 99999999999999999999',
  'Content-Length: 1\r\nContent-Length: 2',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: chunked, identity',
  'Expect: 100-continue',
  'Authorization: Bearer',
  'Authorization: Bearer \u0001',
  'Cookie: ;;;=;backoffice_1',
  'Cookie: __proto__=1',
  'Sec-WebSocket-Protocol: backoffice, ,;',
  'Sec-WebSocket-Protocol: \u0001',
  'Content-Type: application/json; charset=\u00ff',
  'Origin: null',
  ': nameless',
  'Na me: x',
  'X-Long: LONG',
] as const;
const bodies = ['', '0\r\n\r\n', 'ffffffff\r\n', '{', '{"__proto__":{}}', '\0\0\0\0', '[[[[[[[[['] as const;

const bytes = (random: PracticeRandom, count: number) =>
  Buffer.from(Array.from({ length: count }, () => random.integer(0, 255)));

/** A request with mistakes in it, or no request at all. `host`: the name under which the server is asked for rightly. */
function hostileRequest(random: PracticeRandom, host: string): Buffer {
  if (random.chance(0.05)) return bytes(random, random.integer(1, 400));
  const target = random.chance(0.2)
    ? `/${bytes(random, random.integer(0, 12))
        .toString('latin1')
        .replaceAll(/[\r\n]/g, '')}`
    : random.pick(targets);
  const lines = [
    `${random.pick(methods)} ${target} ${random.chance(0.9) ? 'HTTP/1.1' : random.pick(versions)}`,
  ];
  if (random.chance(0.8)) lines.push(`Host: ${host}`);
  for (let left = random.integer(0, 3); left > 0; left -= 1)
    lines.push(random.pick(headers).replace('LONG', 'x'.repeat(random.pick([10, 20_000]))));
  const text = `${lines.join('\r\n')}\r\n${random.chance(0.9) ? '\r\n' : ''}${random.pick(bodies)}`;
  const request = Buffer.from(text, 'latin1');
  if (!random.chance(0.1)) return request;
  request[random.integer(0, request.length - 1)] = random.integer(0, 255);
  return request;
}

/** Sends the bytes and says that no more will come; resolves when the server has let go. */
async function throwAt(port: number, request: Buffer): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.resume();
  const closed = once(socket, 'close');
  socket.end(request);
  await closed;
}

/** Each target plainly, then `count` requests drawn from the seed. Rejects where the server has gone. */
export async function besiege(port: number, host: string, seed: number, count: number): Promise<void> {
  for (const target of targets)
    await throwAt(port, Buffer.from(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`));
  const random = createPracticeRandom(`hostile requests ${seed}`);
  for (let sent = 0; sent < count; sent += 1) await throwAt(port, hostileRequest(random, host));
}

/** A frame of WebSocket's with mistakes in it: kinds that are not, lengths that lie, texts that are no message. */
export function hostileFrame(random: PracticeRandom): Buffer {
  if (random.chance(0.1)) return bytes(random, random.integer(1, 64));
  const text = random.pick([
    '',
    '{',
    'null',
    '[]',
    '"x"',
    '{"i":1}',
    '{"i":"1","p":{"u":"/host/state","b":{"json":{"__proto__":1}}}}',
    '{"i":"1","p":{"u":"//"}}',
    '{"i":"1","p":{"u":"/%","h":{"x":[]}}}',
    `${'['.repeat(10_000)}`,
    '\u0000',
  ]);
  const payload = Buffer.from(text);
  const opcode = random.pick([1, 1, 1, 2, 0, 3, 8, 9, 10, 15]);
  const final = random.chance(0.8) ? 0x80 : 0;
  const reserved = random.chance(0.1) ? 0x70 : 0;
  const length = random.chance(0.9) ? payload.length : random.pick([0, 125, 0xffff]);
  const head =
    length < 126
      ? [final | reserved | opcode, 0x80 | length]
      : [final | reserved | opcode, 0x80 | 126, length >> 8, length & 255];
  // A mask of zeros leaves the text as it is.
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), payload]);
}
