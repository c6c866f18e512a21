/**
 * A program that posts to one address over loopback as fast as it is answered, and then says how fast that was. A process of
 * its own, so that it does not share a thread with what it measures. Bounded in number and in time.
 *
 * `node bench/relay/load.ts URL[,URL…] COUNT CONNECTIONS [PER_SECOND]`: the connections share the addresses; without a rate as fast as it is answered
 */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { quantile } from '../figure.ts';

export interface LoadResult {
  readonly perSecond: number;
  readonly p50: number;
  /** Milliseconds. */
  readonly p99: number;
  readonly refused: number;
}

const LONGEST_MS = 60_000;
/** What Shopify sends when it was asked for ids and times only. */
const BODY =
  '{"id":5678901234567,"admin_graphql_api_id":"gid:\\/\\/shopify\\/Order\\/5678901234567","updated_at":"2026-11-24T08:00:00Z"}';

function requestFor(url: URL): { readonly bytes: Buffer; readonly idAt: number } {
  const id = randomUUID();
  const text = [
    `POST ${url.pathname} HTTP/1.1`,
    `Host: ${url.host}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(BODY)}`,
    'X-Shopify-Topic: orders/updated',
    'X-Shopify-Hmac-Sha256: XWmrwMey6OsLMeiZKwP4FppHH3cmAiiJJAweH5Jo4bM=',
    'X-Shopify-Shop-Domain: exempelbutiken.myshopify.com',
    'X-Shopify-API-Version: 2026-10',
    `X-Shopify-Webhook-Id: ${id}`,
    'X-Shopify-Triggered-At: 2026-11-24T08:00:00.000000000Z',
    '',
    BODY,
  ].join('\r\n');
  return { bytes: Buffer.from(text), idAt: text.indexOf(id) };
}

/** One connection: the next request when the last is answered, and `pause` milliseconds after it was sent at the earliest. */
function drive(
  url: URL,
  pause: number,
  next: () => boolean,
  onAnswer: (ms: number, isOk: boolean) => void,
): Promise<void> {
  const { bytes, idAt } = requestFor(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    let [sentAt, n] = [0, 0];
    const send = () => {
      if (!next()) {
        socket.end();
        resolve();
        return;
      }
      n += 1;
      bytes.write(n.toString(36).padStart(8, '0'), idAt, 'latin1');
      sentAt = performance.now();
      // The last request has gone out when its answer is here: its bytes can be written over.
      socket.write(bytes);
    };
    socket.on('connect', send);
    socket.on('error', reject);
    // Answers are short and come one at a time: a chunk is an answer.
    socket.on('data', (chunk) => {
      const took = performance.now() - sentAt;
      onAnswer(took, chunk[9] === 0x32);
      if (pause > took) setTimeout(send, pause - took);
      else send();
    });
  });
}

async function main(): Promise<void> {
  const [addresses = '', count = '0', connections = '1', perSecond = '0'] = process.argv.slice(2);
  const urls = addresses.split(',').map((address) => new URL(address));
  if (urls.some((url) => url.hostname !== '127.0.0.1')) throw new Error('loopback only');
  const pause = Number(perSecond) > 0 ? (1_000 * Number(connections)) / Number(perSecond) : 0;
  const latencies: number[] = [];
  let [left, refused] = [Number(count), 0];
  const start = performance.now();
  const next = () => {
    left -= 1;
    return left >= 0 && performance.now() - start < LONGEST_MS;
  };
  const onAnswer = (ms: number, isOk: boolean) => {
    latencies.push(ms);
    if (!isOk) refused += 1;
  };
  const drivers = Array.from({ length: Number(connections) }, (_, n) =>
    drive(urls[n % urls.length] as URL, pause, next, onAnswer),
  );
  await Promise.all(drivers);
  const seconds = (performance.now() - start) / 1_000;
  const result: LoadResult = {
    perSecond: latencies.length / seconds,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    refused,
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

await main();
