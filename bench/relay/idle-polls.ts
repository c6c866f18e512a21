/**
 * A program that opens many long polls, one for each token it reads from stdin (a line each), says how many wait, and holds
 * them until its stdin ends or half a minute has passed.
 *
 * `node bench/relay/idle-polls.ts URL`
 */
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

const LONGEST_MS = 30_000;
const url = new URL(process.argv[2] ?? '');
if (url.hostname !== '127.0.0.1') throw new Error('loopback only');

const sockets: Socket[] = [];
for await (const token of createInterface({ input: process.stdin })) {
  if (token === '') break;
  const socket = connect({ host: url.hostname, port: Number(url.port) });
  socket.on('error', () => undefined);
  socket.write(
    `GET /v1/events?after=0&wait=25 HTTP/1.1\r\nHost: ${url.host}\r\nAuthorization: Bearer ${token}\r\n\r\n`,
  );
  sockets.push(socket);
}
process.stdout.write(`${JSON.stringify({ opened: sockets.length })}\n`);
setTimeout(() => process.exit(0), LONGEST_MS);
process.on('SIGTERM', () => process.exit(0));
