/** A real mail server on this computer: with a login and encryption, without either, and one that says no. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, expect, it } from 'vitest';
import { MailRefused } from '../../engine/mail-refused.ts';
import { whyNoAnswer } from '../../engine/network-failure.ts';
import type { Mail } from '../../engine/ports.ts';
import { createAuthority } from '../testing/authority.ts';
import { silentPorts } from '../testing/ports.ts';
import { createSendMail } from './mail.ts';
import { createRedactor } from './redaction.ts';

const PASSWORD = 'app-lösenord-1234';
const authority = createAuthority('Postens CA');
const trusted = tls.getCACertificates('default');
const open: SMTPServer[] = [];
afterEach(async () => {
  tls.setDefaultCACertificates(trusted);
  for (const server of open.splice(0)) await new Promise<void>((closed) => server.close(closed));
});

interface Received {
  readonly to: string[];
  readonly isSecure: boolean;
  readonly text: string;
}

async function serve(options: SMTPServerOptions) {
  const received: Received[] = [];
  const logins: string[] = [];
  const server = new SMTPServer({
    ...authority.issue('127.0.0.1'),
    onAuth: ({ username, password }, session, done) => {
      logins.push(`${username} ${session.secure}`);
      if (password === PASSWORD) done(null, { user: username });
      else done(new Error('the user butiken@example.com is unknown here'));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        received.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          isSecure: session.secure,
          text: Buffer.concat(chunks).toString(),
        });
        done();
      });
    },
    ...options,
  });
  open.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.server.address() as AddressInfo;
  return { received, logins, port };
}

const letter = (server: Partial<Mail['server']>): Mail => ({
  server: {
    host: '127.0.0.1',
    port: 25,
    security: 'starttls',
    login: { username: 'butiken@example.com', password: PASSWORD },
    ...server,
  },
  from: 'butiken@example.com',
  to: ['anna@example.com', 'olle@example.com'],
  subject: 'Lagret hålls inte i fas',
  text: 'Shopify godtar inte nyckeln längre.',
  messageId: '<ett@example.com>',
});

const redactor = createRedactor();
const sendMail = createSendMail({ redactor, log: silentPorts().log });
const send = (mail: Mail) => sendMail(mail, new AbortController().signal);
const trust = () => tls.setDefaultCACertificates([...trusted, authority.certificate]);

it.each(['starttls', 'tls'] as const)('logs in and sends, encrypted by %s', async (security) => {
  trust();
  const { received, logins, port } = await serve({ secure: security === 'tls' });
  expect(await send(letter({ port, security }))).toEqual({ refused: 0 });
  expect(logins).toEqual(['butiken@example.com true']);
  expect(received).toMatchObject([{ to: ['anna@example.com', 'olle@example.com'], isSecure: true }]);
  expect(received[0]?.text).toContain('Message-ID: <ett@example.com>');
  expect(received[0]?.text).toContain('Auto-Submitted: auto-generated');
  expect(redactor.text(`pass ${PASSWORD}`), 'the log knows it by now').toBe('pass [hidden]');
});

it('says neither name nor password to a server that offers no encryption', async () => {
  const { logins, received, port } = await serve({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
  await expect(send(letter({ port }))).rejects.toMatchObject({ name: 'MailRefused', reason: 'encryption' });
  await expect(send(letter({ port, security: 'tls' }))).rejects.toMatchObject({ reason: 'encryption' });
  expect([logins, received]).toEqual([[], []]);
});

it('sends in clear on this computer, where that was asked for', async () => {
  const { received, port } = await serve({ authOptional: true });
  await send(letter({ port, security: 'none', login: null }));
  expect(received).toMatchObject([{ isSecure: false }]);
});

it('names a certificate that the computer does not know, and sends nothing', async () => {
  const { logins, port } = await serve({});
  const why = await send(letter({ port })).then(() => null, whyNoAnswer);
  expect(why).toMatchObject({ failure: 'certificateUnknown' });
  expect(logins).toEqual([]);
});

it('knows a wrong password, without the server’s words about whose it is', async () => {
  trust();
  const { received, port } = await serve({});
  const login = { username: 'butiken@example.com', password: 'fel-lösenord' };
  const error: unknown = await send(letter({ port, login })).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MailRefused);
  expect(error).toMatchObject({ reason: 'login', status: 535 });
  expect(String(error)).not.toContain('butiken');
  expect(received).toEqual([]);
});

it('knows a refused message, and counts receivers that are refused beside others', async () => {
  trust();
  let refused = new Set(['olle@example.com']);
  const { received, port } = await serve({
    onRcptTo: ({ address }, _session, done) =>
      refused.has(address) ? done(Object.assign(new Error(`no ${address}`), { responseCode: 550 })) : done(),
  });
  expect(await send(letter({ port }))).toEqual({ refused: 1 });
  expect(received).toMatchObject([{ to: ['anna@example.com'] }]);
  refused = new Set(['anna@example.com', 'olle@example.com']);
  const error: unknown = await send(letter({ port })).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ reason: 'message', status: 550 });
  expect(String(error)).not.toContain('@');
});

it('names a server that is not there', async () => {
  const { port } = await serve({});
  await new Promise<void>((closed) => open.pop()?.close(closed));
  const why = await send(letter({ port })).then(() => null, whyNoAnswer);
  expect(why).toMatchObject({ failure: 'serverDown' });
});

it('is given up in the middle of a message', async () => {
  trust();
  const reached = Promise.withResolvers<void>();
  const { port } = await serve({ onMailFrom: () => reached.resolve() });
  const stopping = new AbortController();
  const sending = sendMail(letter({ port }), stopping.signal);
  await reached.promise;
  stopping.abort();
  await expect(sending).rejects.toThrow();
});
