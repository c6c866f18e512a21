import type { OurTime, ShopTime } from '../../../shared/words/time.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { readSetting } from '../../ledger/settings.ts';
import { Refusal } from '../../refusal.ts';
import { moveFile } from '../../rules/copies.ts';
import { reportRecovery, reportTrouble, type Sync } from '../runtime/context.ts';
import { releaseLease, requireWriter } from '../runtime/lease.ts';
import { whyMoved, whyUnpaired } from '../runtime/lease-state.ts';
import { keepWitness } from '../runtime/ledger-witness.ts';
import { beginNewLife } from '../runtime/new-life.ts';
import type { StockOut } from '../stock-out/stock-out.ts';

/** The file that the new computer opens: its name, and the folder it lies in. */
export interface MoveFile {
  readonly file: string;
  readonly folder: string;
  readonly movedAt: OurTime;
}

/**
 * »Flytta till en ny dator«: this computer writes no more from here on, whatever happens next, and leaves a file that says so. Asked again it
 * leaves the file once more. What was on its way is waited for; a booking without an answer goes along and is looked into there.
 * @throws Refusal why this computer may not write, `notSupported` where no copies are made, `diskFull`, `ledgerHeld`, `ledgerDamaged`
 */
export async function moveAway(sync: Sync, stockOut: Pick<StockOut, 'quiesced'>): Promise<MoveFile> {
  const { ledger, ports } = sync;
  const { copies } = ports;
  if (copies === undefined) throw new Refusal('notSupported');
  if (readState(ledger, 'movedAway') === null) await fallSilent(sync);
  await stockOut.quiesced();
  await sync.easycashierQueue.run('booking', () => Promise.resolve());
  await releaseLease(sync);
  ports.milestone('move:released');
  const movedAt = readState(ledger, 'movedAway') ?? ports.clock.now();
  const file = moveFile(movedAt);
  await copies.write(file);
  await copies.keep(file);
  ports.milestone('move:file-kept');
  return { file, folder: copies.folder, movedAt };
}

/** From here on nothing is begun. */
async function fallSilent(sync: Sync): Promise<void> {
  const { ledger, ports } = sync;
  await requireWriter(sync);
  const at = ports.clock.now();
  ledger.transaction(() => {
    writeState(ledger, 'movedAway', at);
    writeState(ledger, 'movedAwayByShop', lastShopTime(sync));
    writeLog(ledger, { at, event: 'movedAway', cause: 'settings', result: 'ok', by: ports.actor });
  });
  ports.milestone('move:silent');
  tellMoved(sync);
}

/** Too early rather than too late: a file that seems older than it is has its orders asked about. */
const lastShopTime = (sync: Sync): ShopTime | null =>
  readSetting(sync.ledger, 'shopify') === null
    ? null
    : (sync.shopify().now() ?? readState(sync.ledger, 'caughtUpAt'));

/** Says why a computer is silent that has been moved from, or to and not paired yet. */
export function tellMoved(sync: Sync): void {
  const unpaired = whyUnpaired(sync.ledger);
  if (unpaired !== null) reportTrouble(sync, 'relay', unpaired);
  const moved = whyMoved(sync.ledger);
  if (moved !== null) reportTrouble(sync, 'ledger', moved);
}

/**
 * A person wants this computer to go on after all. Another may have written since, with the file that was left here: the orders since are asked
 * about. Does nothing where it was not moved from.
 */
export async function takeBack(sync: Sync): Promise<void> {
  const { ledger, lease, ports } = sync;
  if (readState(ledger, 'movedAway') === null) return;
  reportRecovery(sync, 'ledger');
  ledger.transaction(() => {
    writeState(ledger, 'movedAway', null);
    writeState(ledger, 'movedAwayByShop', null);
    beginNewLife(sync, 'takenBack', null);
  });
  lease.isAsked = false;
  lease.askedAt = null;
  ports.milestone('move:taken-back');
  await keepWitness(sync);
  sync.signals.bookings.notify();
}

/** A person does without the relay that the old computer had. */
export function doWithoutRelay(sync: Sync): void {
  const { ledger, signals } = sync;
  const arrived = readState(ledger, 'arrived');
  if (arrived === null) return;
  writeState(ledger, 'arrived', { ...arrived, tenantId: null, epoch: null });
  reportRecovery(sync, 'relay');
  signals.stockOut.notify();
  signals.bookings.notify();
}
