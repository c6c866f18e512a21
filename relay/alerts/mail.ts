/** Mail by the operator's server: encrypted before anything is said, unless it is this computer's own. */
import type { Ways } from './ways.ts';

const SILENT_MS = 15_000;
const thisComputer = ['127.0.0.1', 'localhost', '[::1]', '::1'];

/** `smtp://` encrypts by STARTTLS or sends nothing, `smtps://` from the first byte. Rejects with why, without an address of anybody's. */
export function createMail(server: string, from: string): NonNullable<Ways['mail']> {
  const { protocol, hostname, port, username, password } = new URL(server);
  const isTls = protocol === 'smtps:';
  const isHere = thisComputer.includes(hostname);
  const user = decodeURIComponent(username);
  return async (to, { title, text, id }) => {
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (isTls ? 465 : 587) : Number(port),
      secure: isTls,
      requireTLS: !isTls && !isHere,
      connectionTimeout: SILENT_MS,
      greetingTimeout: SILENT_MS,
      socketTimeout: SILENT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(user && { auth: { user, pass: decodeURIComponent(password) } }),
    });
    try {
      await transport.sendMail({
        from,
        to: [...to],
        subject: title,
        text,
        messageId: `<${id}@${from.split('@')[1]}>`,
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      });
    } catch (error) {
      const { code, originalCode, responseCode } = error as Record<string, unknown>;
      throw new Error([code, originalCode, responseCode].filter(Boolean).join(' ') || 'unknown');
    }
  };
}
