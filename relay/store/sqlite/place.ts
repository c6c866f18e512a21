import { existsSync } from 'node:fs';
import { join } from 'node:path';

const FILE = 'relay.sqlite';

/** Where the data lie in their folder. @throws Error in words where they must exist and do not */
export function dataFile(dataDir: string, { mustExist }: { readonly mustExist: boolean }): string {
  const path = join(dataDir, FILE);
  if (mustExist && !existsSync(path))
    throw new Error(`there are no data of a relay in ${dataDir}: is RELAY_DATA_DIR the one it runs with?`);
  return path;
}

export const lockFile = (dataDir: string): string => join(dataDir, 'owner.lock');
