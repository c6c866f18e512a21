/** From where the data directory was moved, for as long as the keychain still has its secrets under that place. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from './durable-files.ts';

const fileIn = (dataDir: string) => join(dataDir, 'moved-from');

/** `former`: real path. */
export function rememberFormerPlace(dataDir: string, former: string): void {
  writeDurably(fileIn(dataDir), former);
}

export function formerPlace(dataDir: string): string | null {
  try {
    return readFileSync(fileIn(dataDir), 'utf8');
  } catch {
    return null;
  }
}

export function forgetFormerPlace(dataDir: string): void {
  rmSync(fileIn(dataDir), { force: true });
}
