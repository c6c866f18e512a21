/** The engine's way to a mail server: encrypted before anything is said, and nothing of what the server says is passed on in its words. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { MailRefused } from '../../engine/mail-refused.ts';
import type { Log, Mail, SendMail } from '../../engine/ports.ts';
import { trustSystem } from './certificates.ts';
import type { Redactor } from './redaction.ts';

/** Of silence, until the server is given up. Milliseconds. */
const SILENT_MS = 30_000;

/** What nodemailer says of a failure beside its message. */
interface Failure {
  readonly code?: unknown;
  /** The system's own, where nodemailer has put another in its place. */
  readonly originalCode?: unknown;
  readonly responseCode?: unknown;
  readonly message?: unknown;
}

export function createSendMail({ redactor, log }: { redactor: Redactor; log: Log }): SendMail {
  return async (mail, signal) => {
    const { server } = mail;
    if (server.login !== null) redactor.learn(server.login.password);
    if (server.security !== 'none') trustSystem(log);
    // Loaded when somebody is to be told: most starts need none of it.
    const { createTransport } = await import('nodemailer');
    const socket = await reach(server, signal);
    const giveUp = () => socket.destroy();
    signal.addEventListener('abort', giveUp, { once: true });
    const transport = createTransport({
      host: server.host,
      port: server.port,
      secure: server.security === 'tls',
      requireTLS: server.security === 'starttls',
      ignoreTLS: server.security === 'none',
      greetingTimeout: SILENT_MS,
      socketTimeout: SILENT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(server.login && { auth: { user: server.login.username, pass: server.login.password } }),
      getSocket: (_options, callback) => callback(null, { connection: socket }),
    });
    try {
      const { rejected } = await transport.sendMail(messageOf(mail));
      return { refused: rejected.length };
    } catch (error) {
      throw asTold(error as Failure);
    } finally {
      signal.removeEventListener('abort', giveUp);
      socket.destroy();
    }
  };
}

/** A connection of our own, so that it can be given up at any time. Rejects as the system does. */
async function reach({ host, port }: Mail['server'], signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect', { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

const messageOf = ({ from, to, subject, text, messageId }: Mail) => ({
  from,
  to: [...to],
  subject,
  text,
  messageId,
  // Nobody's absence is to be told to a program.
  headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
});

/** The server has said no, or there was no answer, with the system's code for why. */
function asTold({ code, originalCode, responseCode, message }: Failure): Error {
  const status = typeof responseCode === 'number' ? responseCode : null;
  const system = typeof originalCode === 'string' ? originalCode : '';
  if (code === 'EAUTH' || code === 'ENOAUTH') return new MailRefused('login', status);
  if (/^(ERR_SSL|EPROTO$)/.test(system) || (code === 'ETLS' && system === '')) {
    return new MailRefused('encryption', status);
  }
  if (status !== null) return new MailRefused('message', status);
  const cut = code === 'ECONNECTION' || code === 'EPROTOCOL' ? 'ECONNRESET' : String(code ?? 'EUNKNOWN');
  // The message of what has no code of the system's may repeat an address.
  const why = system === '' ? 'the connection was cut' : String(message);
  return Object.assign(new Error(why), { code: system || cut });
}
