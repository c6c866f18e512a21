/** Mail by a real server on this computer. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, expect, it } from 'vitest';
import { createAuthority } from '../../host/testing/authority.ts';
import { createMail } from './mail.ts';

const open: SMTPServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await new Promise<void>((closed) => server.close(closed));
});

async function serve(options: SMTPServerOptions = {}) {
  const mails: string[] = [];
  const server = new SMTPServer({
    ...createAuthority('Postens CA').issue('127.0.0.1'),
    onAuth: ({ username, password }, _session, done) =>
      username === 'relä' && password === 'hemlig/t' ? done(null, { user: 'relay' }) : done(new Error('no')),
    onData: (stream, session, done) => {
      let text = `${session.envelope.rcptTo.map(({ address }) => address)}\n`;
      stream.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      stream.on('end', () => done(null, void mails.push(text)));
    },
    ...options,
  });
  open.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { mails, port: (server.server.address() as AddressInfo).port };
}
const message = { kind: 'silent', title: 'Titel', text: 'Text.', id: 'silent.1' } as const;
const login = `${encodeURIComponent('relä')}:${encodeURIComponent('hemlig/t')}`;

it('logs in and sends', async () => {
  const { mails, port } = await serve({ hideSTARTTLS: true, allowInsecureAuth: true });
  const send = createMail(`smtp://${login}@127.0.0.1:${port}`, 'relay@example.com');
  await send(['anna@example.com', 'olle@example.com'], message);
  expect(mails).toHaveLength(1);
  expect(mails[0]).toMatch(/^anna@example\.com,olle@example\.com\n/);
  expect(mails[0]).toContain('Message-ID: <silent.1@example.com>');
});

it('says nothing to a server whose certificate nobody knows, or that does not know it, and why without its words', async () => {
  const { mails, port } = await serve();
  const send = createMail(`smtp://${login}@127.0.0.1:${port}`, 'relay@example.com');
  await expect(send(['anna@example.com'], message)).rejects.toThrow(/^ESOCKET [A-Z_]+$/);
  const plain = await serve({ hideSTARTTLS: true, allowInsecureAuth: true });
  const wrong = createMail(`smtp://relay:fel@127.0.0.1:${plain.port}`, 'relay@example.com');
  await expect(wrong(['anna@example.com'], message)).rejects.toThrow(/^EAUTH 535$/);
  expect([...mails, ...plain.mails]).toEqual([]);
});
