/** Where the process that owns a data directory can be spoken to: a Unix socket, or a named pipe on Windows. */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** sun_path holds 108 bytes on Linux and 104 on macOS, the closing zero included. */
const MAX_SOCKET_PATH = 100;

/** `dataDir` is a real path: the same directory by another name gives the same address. */
export function socketAddress(dataDir: string, platform: NodeJS.Platform = process.platform): string {
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 24);
  if (platform === 'win32') return `\\\\.\\pipe\\easycashier-backoffice-${hash}`;
  const inside = join(dataDir, 'backoffice.sock');
  if (Buffer.byteLength(inside) <= MAX_SOCKET_PATH) return inside;
  return join(shortFolder(), `${hash}.sock`);
}

function shortFolder(): string {
  return join(tmpdir(), `easycashier-backoffice-${process.getuid?.() ?? 0}`);
}

/**
 * The temporary directory is everybody's: passwords may pass through the socket, so its folder must be ours alone.
 * Creates it when `create`; false when it is missing or somebody else's.
 */
export function isSafeAddress(address: string, create: boolean): boolean {
  if (process.platform === 'win32' || !address.startsWith(`${shortFolder()}/`)) return true;
  try {
    if (create) mkdirSync(shortFolder(), { recursive: true, mode: 0o700 });
    const folder = lstatSync(shortFolder());
    return folder.isDirectory() && folder.uid === process.getuid?.() && (folder.mode & 0o077) === 0;
  } catch {
    return false;
  }
}
