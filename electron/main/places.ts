/** Where things lie: beside the built main, in the packed app and in a clone alike; and what the environment says. */
import { join } from 'node:path';
import type { App } from 'electron';
import { openDataDir } from '../../host/system/data-dir.ts';

/** `out/`: this file is built into `out/main/`. */
const built = join(import.meta.dirname, '..');

export interface Places {
  readonly pages: string;
  readonly preload: string;
  readonly engine: string;
  /** Icons and tray images. */
  readonly resources: string;
  /** Real path. */
  readonly dataDir: string;
  /** A Node binary for the engine; null: a utility process. */
  readonly node: string | null;
  /** Set by the tests: main lays open what it holds. */
  readonly isTried: boolean;
}

/** What leads to other code is heeded in a clone only: a packed app runs what was packed. @throws Refusal */
export function findPlaces(app: App, variables: NodeJS.ProcessEnv): Places {
  const own = app.isPackaged ? {} : variables;
  return {
    pages: join(built, 'renderer'),
    preload: join(built, 'preload', 'index.cjs'),
    engine: own.BACKOFFICE_ENGINE || join(built, 'main', 'engine.cjs'),
    resources: app.isPackaged ? join(process.resourcesPath, 'images') : join(built, '..', 'resources'),
    dataDir: openDataDir(variables.BACKOFFICE_DATA_DIR, variables),
    node: own.BACKOFFICE_NODE || null,
    isTried: own.BACKOFFICE_DESKTOP_TEST === '1',
  };
}
