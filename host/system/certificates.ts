/** The process trusts what this computer trusts, beside what Node brings along. */
import tls from 'node:tls';
import type { Log } from '../../engine/ports.ts';

let isDone = false;

/**
 * Adds the operating system's certificates to those that every later TLS connection of this process is checked against: a virus scanner or a
 * company that reads HTTPS has put its own there. Once a process, and some 70 ms: called when there is something to be called over TLS. The
 * system's store is read that once; what is added to it later counts from the next start. What cannot be read leaves things as they were.
 */
export function trustSystem(log: Log): void {
  if (isDone) return;
  isDone = true;
  try {
    const known = tls.getCACertificates('default');
    const all = new Set([...known, ...tls.getCACertificates('system')]);
    tls.setDefaultCACertificates([...all]);
    log.info('network.certificates', { known: known.length, added: all.size - new Set(known).size });
  } catch (error) {
    log.warn('network.certificates-unread', { error });
  }
}
