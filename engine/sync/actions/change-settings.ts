import type { SettingsChange } from '../../../shared/contract/settings.ts';
import { seenSettings, settingTable } from '../../../shared/words/settings.ts';
import { readSetting, writeSetting } from '../../ledger/settings.ts';
import type { Sync } from '../runtime/context.ts';
import { requeueEverything } from './requeue.ts';

/** Sets what was asked for and, in the same transaction, has measured anew what that moves. */
export function changeSettings(sync: Sync, change: SettingsChange): void {
  const { ledger } = sync;
  ledger.transaction(() => {
    let isEverythingMoved = false;
    for (const name of seenSettings) {
      const value = change[name];
      if (value === undefined || value === readSetting(ledger, name)) continue;
      writeSetting(ledger, name, value);
      if (settingTable[name].requeues === 'everyPosition') isEverythingMoved = true;
    }
    if (isEverythingMoved) requeueEverything(sync, 'settings');
  });
  sync.signals.stockOut.notify();
}
