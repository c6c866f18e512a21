/** Main's own way to the network, which no page has: names, the system's proxy, PAC files. */
import { type Session, session } from 'electron';

/** Kept in memory, shown to no window. */
export function ownNetwork(): Session {
  return session.fromPartition('backoffice-network');
}
