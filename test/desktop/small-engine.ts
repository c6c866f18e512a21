/**
 * An engine without a ledger, for an Electron whose Node is too old for one: everything between main, the windows and the
 * engine's process is the real thing.
 */
import { implement } from '@orpc/server';
import { createLentKeychain } from '../../host/desktop/lent-keychain.ts';
import { openParentLine } from '../../host/desktop/parent-line.ts';
import { createWindows } from '../../host/desktop/windows.ts';
import { windowContract } from '../../shared/contract/window.ts';
import { statusWith } from '../../shared/testing/status.ts';

const line = openParentLine();
if (line === null) process.exit(64);
const windows = createWindows();
line.onPort(windows.take);
const openKeychain = createLentKeychain(line);
line.onMessage(({ type }) => {
  if (type === 'stop') process.exit(0);
});

const os = implement(windowContract);
const router = {
  activity: {
    status: os.activity.status.handler(() => statusWith({ activatedAt: null, shop: null, company: null })),
  },
  host: {
    state: os.host.state.handler(async () => ({
      world: 'real' as const,
      version: process.versions.electron ?? 'none',
      failure: null,
      secrets: (await openKeychain()) === null ? ('none' as const) : ('keychain' as const),
      practice: null,
    })),
  },
};
void windows.serve(router, () => undefined).then(() => line.post({ type: 'serving' }));
