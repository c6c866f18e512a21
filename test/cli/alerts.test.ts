/** Told when it stands still, at the command line, with a real mail server and a real http receiver on this computer. */
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAuthority } from '../../host/testing/authority.ts';
import { type Outcome, startProgram, type Variables } from '../programs/program.ts';
import { openReceiver, type Receiver } from '../programs/receiver.ts';
import { canary, filesIn, plainCanary, searchFor } from '../security/canary.ts';

const password = canary('mail-password');
const wrongPassword = canary('wrong-mail-password');
const secretPath = plainCanary('alert-address');
const root = mkdtempSync(join(tmpdir(), 'backoffice-alerts-'));
const dataDir = join(root, 'data');
const authority = createAuthority('Postens CA');
const mails: string[] = [];
let mailServer: SMTPServer;
let receiver: Receiver;
let address = '';
let port = 0;
const heard: Outcome[] = [];

beforeAll(async () => {
  writeFileSync(join(root, 'ca.pem'), authority.certificate);
  mailServer = new SMTPServer({
    ...authority.issue('127.0.0.1'),
    // It tells whoever it refuses what it was told.
    onAuth: (auth, _session, done) =>
      auth.password === password
        ? done(null, { user: 'butiken' })
        : done(new Error(`no: ${auth.username} ${auth.password}`)),
    onData: (stream, session, done) => {
      let text = `secure: ${session.secure}\n`;
      stream.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      stream.on('end', () => done(null, void mails.push(text)));
    },
  });
  await once(mailServer.listen(0, '127.0.0.1'), 'listening');
  port = (mailServer.server.address() as AddressInfo).port;
  receiver = await openReceiver();
  address = `${receiver.origin}/services/${secretPath}`;
});
afterAll(async () => {
  await new Promise<void>((closed) => mailServer.close(closed));
  receiver.close();
  rmSync(root, { recursive: true, force: true });
});

async function backoffice(words: string, variables: Variables = {}): Promise<Outcome> {
  const outcome = await startProgram(words.split(' '), {
    HOME: root,
    BACKOFFICE_DATA_DIR: dataDir,
    BACKOFFICE_SECRETS: `files:${join(root, 'secrets')}`,
    NODE_EXTRA_CA_CERTS: join(root, 'ca.pem'),
    ...variables,
  }).ended;
  heard.push(outcome);
  return outcome;
}
const answer = ({ stdout }: Outcome) => JSON.parse(stdout) as Record<string, never>;
const mailWords = () =>
  `alerts mail --host 127.0.0.1 --port ${port} --username butiken --from butiken@example.com --to anna@example.com`;

it('refuses a test before anybody is named', async () => {
  const { code, stderr } = await backoffice('alerts test --lang en');
  expect(code).toBe(1);
  expect(stderr).toBe(
    'Nobody is told when it stands still. Run »backoffice alerts mail« or »backoffice alerts web«.\n',
  );
});

it('names who is told, and sends a test by mail and to an address', async () => {
  const mail = await backoffice(`${mailWords()} --json`, { ALERTS_MAIL_PASSWORD: password });
  expect(mail.code).toBe(0);
  expect(answer(mail)).toMatchObject({
    language: 'sv',
    mail: { host: '127.0.0.1', port, security: 'starttls', username: 'butiken', to: ['anna@example.com'] },
    web: null,
  });
  const web = await backoffice('alerts web --kind slack', { ALERTS_ADDRESS: address });
  expect(web).toMatchObject({ code: 0 });
  expect(web.stdout).toContain(`Slack, Mattermost, Google Chat: ${new URL(address).host}\n`);

  const test = await backoffice('alerts test --json');
  expect(test).toMatchObject({ code: 0 });
  expect(answer(test)).toEqual({ sent: ['mail', 'web'], failed: [] });
  expect(mails).toHaveLength(1);
  expect(mails[0]).toMatch(/^secure: true\n/);
  expect(mails[0]).toMatch(/^To: anna@example\.com\r$/m);
  expect(receiver.posts).toHaveLength(1);
  expect(receiver.posts[0]?.startsWith(`/services/${secretPath} {"text":"Ett prov: `)).toBe(true);
  const { stdout } = await backoffice('alerts --lang en');
  expect(stdout).toMatch(/^E-mail to anna@example\.com .* \(STARTTLS\)$/m);
  expect(stdout).toMatch(/^Last message by e-mail: today \d\d:\d\d, arrived$/m);
});

it('says what did not arrive, with exit code 1 and in `status`', async () => {
  const { code, stdout, stderr } = await backoffice('alerts test --json --lang en', {
    ALERTS_MAIL_PASSWORD: wrongPassword,
  });
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    sent: ['web'],
    failed: [{ channel: 'mail', code: 'mailRefusedLogin', args: { address: '127.0.0.1' } }],
  });
  expect(stderr).toMatch(/^The mail server 127\.0\.0\.1 does not accept the user name or the password\. /);
  expect((await backoffice('status --lang en')).stdout).toContain('did not arrive');
  expect(answer(await backoffice('status --json'))).toMatchObject({ notTold: { code: 'mailRefusedLogin' } });
});

it('says that an address refuses it, without the words of the server behind it', async () => {
  receiver.refuseNext(403);
  const { code, stdout } = await backoffice('alerts test --json', { ALERTS_MAIL_PASSWORD: password });
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    sent: ['mail'],
    failed: [{ channel: 'web', args: { status: 403 } }],
  });
});

it('sets hours, how long, and the language', async () => {
  await backoffice('alerts hours alla stängt');
  const set = answer(await backoffice('alerts hours mon-tue 9-18 --json'));
  const day = { from: '09:00', to: '18:00' };
  expect(set).toMatchObject({ hours: [day, day, null, null, null, null, null] });
  expect(answer(await backoffice('alerts set --after 30 --language en --json'))).toMatchObject({
    afterMinutes: 30,
    language: 'en',
  });
  for (const words of [
    'alerts hours mon 18-9',
    'alerts mail --host x',
    'alerts web',
    'alerts web --kind fax',
  ]) {
    expect(await backoffice(words), words).toMatchObject({ code: 2 });
  }
  const elsewhere = await backoffice(mailWords().replace('127.0.0.1', 'smtp.example.com'));
  expect(elsewhere).toMatchObject({ code: 1 });
  expect(elsewhere.stderr).toContain('Ange lösenordet igen');
});

it('is turned off, and forgets the password and the address', async () => {
  const { stdout } = await backoffice('alerts off --json');
  expect(JSON.parse(stdout)).toMatchObject({ mail: null, web: null, afterMinutes: 30 });
  expect(readdirSync(join(root, 'secrets')).filter((name) => name.includes('alerts'))).toEqual([]);
});

it('has said the password and the address to nobody, and kept them nowhere else', () => {
  const files = filesIn(dataDir);
  expect([...files.keys()]).toEqual(expect.arrayContaining(['ledger.sqlite', 'backoffice.log']));
  const secrets = new Map([
    ['password', password],
    ['wrong password', wrongPassword],
    ['address', secretPath],
  ]);
  for (const [n, { stdout, stderr }] of heard.entries()) files.set(`${n}`, Buffer.from(stdout + stderr));
  expect(searchFor(secrets, files)).toEqual([]);
});
