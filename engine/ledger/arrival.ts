import { Refusal } from '../refusal.ts';
import { openDatabase } from './database.ts';
import { readState, writeState } from './engine-state.ts';
import { migrate, versionOf } from './migrate.ts';

/**
 * Makes the file that another computer has left the ledger of this one: `path` is a copy of it that nobody has opened. It has its history, its
 * settings and the mark that it was handed over; who this computer is to a relay it has to learn anew.
 * @throws Refusal `badMoveFile`, `ledgerNewer`, `diskFull`
 */
export function arrive(path: string, file: string): void {
  const notOurs = () => new Refusal('badMoveFile', { file, why: 'notMoveFile' });
  const ledger = openOr(path, notOurs);
  try {
    if (versionOf(ledger) === 0) throw notOurs();
    const movedAt = readState(ledger, 'movedAway');
    if (movedAt === null) throw notOurs();
    migrate(ledger);
    const relay = readState(ledger, 'relay');
    ledger.transaction(() => {
      writeState(ledger, 'arrived', {
        movedAt,
        movedAtByShop: readState(ledger, 'movedAwayByShop'),
        isKnown: false,
        tenantId: relay?.tenantId ?? null,
        epoch: readState(ledger, 'leaseEpoch'),
      });
      writeState(ledger, 'movedAway', null);
      writeState(ledger, 'movedAwayByShop', null);
      writeState(ledger, 'instanceId', null);
      writeState(ledger, 'relay', null);
      writeState(ledger, 'relayCursor', 0);
      writeState(ledger, 'relayNumbers', { store: null, acknowledged: 0 });
      writeState(ledger, 'leaseEpoch', null);
      writeState(ledger, 'formerTurn', null);
      writeState(ledger, 'webhooksOk', false);
    });
  } finally {
    ledger.close();
  }
}

function openOr(path: string, notOurs: () => Refusal) {
  try {
    return openDatabase({ path });
  } catch (error) {
    throw error instanceof Refusal && error.code === 'ledgerDamaged' ? notOurs() : error;
  }
}

/** Whether a working ledger lies there, which another file must not take the place of. @throws Refusal as `openDatabase` does */
export function isAtWork(path: string): boolean {
  const ledger = openDatabase({ path });
  try {
    if (versionOf(ledger) === 0) return false;
    return readState(ledger, 'activatedAt') !== null && readState(ledger, 'movedAway') === null;
  } finally {
    ledger.close();
  }
}
