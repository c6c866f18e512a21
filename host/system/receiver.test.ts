/** Alerts posted to a real http server on this computer: what each kind is sent, and that it goes nowhere else. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { Ports } from '../../engine/ports.ts';
import { type Alert, sendAlert } from '../../engine/sync/alerts/send-alert.ts';
import { alertSettings, type ReceiverKind } from '../../shared/contract/alerts.ts';
import { silentPorts } from '../testing/ports.ts';
import { createHttp } from './http.ts';
import { createRedactor } from './redaction.ts';

const PATH = '/services/hemlig-adress';
const open: Server[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
});

interface Received {
  readonly path: string | undefined;
  readonly type: string | undefined;
  readonly body: string;
}

async function serve(answer: RequestListener = (_request, response) => response.end('ok')) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { url, headers } = request;
    received.push({ path: url, type: headers['content-type'], body: Buffer.concat(chunks).toString() });
    answer(request, response);
  });
  open.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { received, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const logged: string[] = [];
function portsFor(address: string): Ports {
  const ports = silentPorts();
  const warn = (event: string, fields?: Record<string, unknown>) =>
    void logged.push(`${event} ${JSON.stringify(fields)}`);
  return {
    ...ports,
    log: { ...ports.log, warn },
    monotonic: { ...ports.monotonic, sleep: () => new Promise(() => undefined) },
    secrets: { ...ports.secrets, get: () => Promise.resolve(address) },
    http: createHttp({
      redactor: createRedactor(),
      log: ports.log,
      findRoutes: () => Promise.resolve([null]),
      isOnline: () => true,
    }),
  };
}

const begun: Alert = { kind: 'begun', title: 'Titel', text: 'Ett.\nTvå.', isStill: true, id: 'a' };
function send(origin: string, kind: ReceiverKind, alert: Partial<Alert> = {}): Promise<unknown> {
  const address = `${origin}${PATH}`;
  const settings = alertSettings.parse({ web: { kind, host: new URL(address).host } });
  return sendAlert(portsFor(address), 'web', settings, { ...begun, ...alert }, new AbortController().signal);
}

it('posts to each kind what it takes', async () => {
  const { received, origin } = await serve();
  await send(origin, 'slack');
  await send(origin, 'teams');
  await send(origin, 'text');
  const [slack, teams, text] = received;
  expect(received.map(({ path }) => path)).toEqual([PATH, PATH, PATH]);
  expect(JSON.parse(slack?.body ?? '')).toEqual({ text: 'Titel\n\nEtt.\nTvå.' });
  expect(JSON.parse(teams?.body ?? '')).toMatchObject({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: { type: 'AdaptiveCard', body: [{ text: 'Titel' }, { text: 'Ett.' }, { text: 'Två.' }] },
      },
    ],
  });
  expect(text).toEqual({ path: PATH, type: 'text/plain; charset=utf-8', body: 'Titel\n\nEtt.\nTvå.' });
});

it('turns a check red when something begins, green when nothing is left, and neither for a test', async () => {
  const { received, origin } = await serve();
  await send(origin, 'healthchecks');
  await send(origin, 'healthchecks', { kind: 'over', isStill: true });
  await send(origin, 'healthchecks', { kind: 'over', isStill: false });
  await send(origin, 'healthchecks', { kind: 'test', isStill: false });
  expect(received.map(({ path }) => path)).toEqual([`${PATH}/fail`, `${PATH}/fail`, PATH, `${PATH}/log`]);
});

it.each([301, 302, 307, 308])('does not follow a redirect (%s)', async (status) => {
  const elsewhere = await serve();
  const { origin } = await serve((_request, response) => {
    response.writeHead(status, { Location: `${elsewhere.origin}/taken` }).end();
  });
  await expect(send(origin, 'slack')).rejects.toMatchObject({ code: 'receiverRefused', args: { status } });
  expect(elsewhere.received).toEqual([]);
});

it('says that it was refused and by whom, and never where it was sent', async () => {
  const { origin } = await serve((_request, response) => response.writeHead(404).end(`no ${PATH}`));
  const error = await send(origin, 'text').catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'receiverRefused',
    args: { address: new URL(origin).host, status: 404 },
  });
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
  const gone = await send(origin, 'text').catch((thrown: unknown) => thrown);
  expect(gone).toMatchObject({ code: 'receiverUnreachable', args: { failure: 'serverDown' } });
  expect(logged.length).toBeGreaterThan(1);
  expect(JSON.stringify([error, gone, logged])).not.toContain('hemlig');
});

it('takes an answer without end for the one it begins with', async () => {
  const { origin } = await serve((_request, response) => {
    response.writeHead(200);
    const more = () => response.write('x'.repeat(65_536), () => setImmediate(more));
    more();
  });
  expect(await send(origin, 'slack')).toBeNull();
});
