import type { SettingsChange } from '../../../shared/contract/settings.ts';
import { type SettingName, seenSettings, settingTable } from '../../../shared/words/settings.ts';
import { writeLog } from '../../ledger/log-lines.ts';
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
      logSetting(sync, name, readSetting(ledger, name), value);
      writeSetting(ledger, name, value);
      if (settingTable[name].requeues === 'everyPosition') isEverythingMoved = true;
    }
    if (isEverythingMoved) requeueEverything(sync, 'settings');
  });
  sync.signals.stockOut.notify();
}

/** `Multipla distributionsställen`. */
export function setMultipleLocations(sync: Sync, on: boolean): void {
  const { ledger } = sync;
  const held = readSetting(ledger, 'multipleLocations');
  if (held === on) return;
  ledger.transaction(() => {
    logSetting(sync, 'multipleLocations', held, on);
    writeSetting(ledger, 'multipleLocations', on);
  });
}

function logSetting(
  { ledger, ports }: Sync,
  setting: SettingName,
  before: number | boolean,
  after: number | boolean,
): void {
  writeLog(ledger, {
    at: ports.clock.now(),
    event: 'settingChanged',
    cause: 'settings',
    result: 'info',
    args: { setting, was: inWords(before), is: inWords(after) },
    by: ports.actor,
  });
}

/** A switch as words of the dictionary. */
const inWords = (value: number | boolean) => (typeof value === 'number' ? value : value ? 'on' : 'off');
