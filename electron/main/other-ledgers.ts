/** Other files that may take the ledger's place: its copies, and what another computer has left. */
import { dialog } from 'electron';
import { listCopies, pathOfCopy, stageLedger } from '../../host/system/restore.ts';
import type { ShellServices } from './shell-router.ts';

export function otherLedgers(dataDir: string): Pick<ShellServices, 'copies' | 'chooseCopy' | 'chooseMoved'> {
  return {
    copies: () => listCopies(dataDir),
    chooseCopy: (name) => stageLedger(dataDir, pathOfCopy(dataDir, name)),
    chooseMoved: async () => {
      const filters = [{ name: 'SQLite', extensions: ['sqlite'] }];
      const { filePaths } = await dialog.showOpenDialog({ properties: ['openFile'], filters });
      return filePaths[0] ?? null;
    },
  };
}
