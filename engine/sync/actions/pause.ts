import { msBetween, type OurTime } from '../../../shared/words/time.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import type { Sync } from '../runtime/context.ts';
import { inTime } from '../runtime/in-time.ts';
import type { StockOut } from '../stock-out/stock-out.ts';

/**
 * »Pausa allt«: from now on nothing is written on either side, also after a restart, until a person goes on. Both sides are read and what is
 * sold is counted off as before; what is to be written waits in the ledger. Returns since when, once what was on its way is over, or after some
 * seconds: a call that nobody answers is not waited for.
 */
export async function pauseAll(sync: Sync, stockOut: Pick<StockOut, 'quiesced'>): Promise<OurTime> {
  const { ledger, ports } = sync;
  const at = readState(ledger, 'pausedAt') ?? ports.clock.now();
  if (readState(ledger, 'pausedAt') === null) {
    ledger.transaction(() => {
      writeState(ledger, 'pausedAt', at);
      writeLog(ledger, { at, event: 'paused', cause: 'settings', result: 'info', by: ports.actor });
    });
  }
  const onItsWay = Promise.all([
    stockOut.quiesced(),
    sync.easycashierQueue.run('booking', () => Promise.resolve()),
  ]);
  await inTime(sync, onItsWay);
  return at;
}

/** What waited is written now. Does nothing where nobody has paused. */
export function resumeAll(sync: Sync): void {
  const { ledger, ports, signals } = sync;
  const since = readState(ledger, 'pausedAt');
  if (since === null) return;
  const at = ports.clock.now();
  ledger.transaction(() => {
    writeState(ledger, 'pausedAt', null);
    const minutes = Math.max(0, Math.round(msBetween(since, at) / 60_000));
    writeLog(ledger, {
      at,
      event: 'resumed',
      cause: 'settings',
      result: 'ok',
      args: { minutes },
      by: ports.actor,
    });
  });
  signals.bookings.notify();
  signals.stockOut.notify();
}
