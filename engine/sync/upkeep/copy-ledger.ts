import type { RefusalCode } from '../../../shared/contract/base.ts';
import type { Ledger, Writer } from '../../ledger/database.ts';
import { writeState } from '../../ledger/engine-state.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { migrate, outdatedVersion } from '../../ledger/migrate.ts';
import type { Copies, Ports } from '../../ports.ts';
import { Refusal } from '../../refusal.ts';
import { copiesToRemove, copyByHand, updateCopy } from '../../rules/copies.ts';
import type { Patiently } from '../runtime/ledger-file.ts';

/** Why there is no copy, as a word of the dictionary (`why.…`). */
type WhyNoCopy = 'copyNoRoom' | 'copyDamaged' | 'copyHeld' | 'copyUnknown';

/** What a copy may be refused with. */
const whys: Readonly<Partial<Record<RefusalCode, WhyNoCopy>>> = {
  diskFull: 'copyNoRoom',
  ledgerDamaged: 'copyDamaged',
  ledgerHeld: 'copyHeld',
};

/**
 * Brings the ledger to the newest version, with a copy of it made just before where that changes one that is in use. Without the copy it
 * goes on all the same: each step of it is done whole or not at all.
 * @throws Refusal `ledgerNewer` when a newer program has written it, and as `patiently` does
 */
export async function migrateWithCopy(ledger: Ledger, ports: Ports, patiently: Patiently): Promise<void> {
  const version = await patiently(() => outdatedVersion(ledger));
  const why = version === null ? null : await makeCopy(ports, updateCopy(ports.clock.now(), version));
  await patiently(() => migrate(ledger));
  if (why !== null) await patiently(() => tellNoCopy(ledger, ports, why));
}

/** Copies the ledger under this name, and remembers when. What fails is told in the sync log; the stock is not touched by it. */
export async function copyLedger(ledger: Writer, ports: Ports, name: string): Promise<void> {
  if (ports.copies === undefined) return;
  const why = await makeCopy(ports, name);
  if (why === null) writeState(ledger, 'lastCopyAt', ports.clock.now());
  else tellNoCopy(ledger, ports, why);
}

/** A copy that a person has asked for. @throws Refusal `notSupported` where none are made, and as the `Copies` port does */
export async function backUp(ledger: Writer, ports: Ports): Promise<{ file: string; folder: string }> {
  const { copies, clock } = ports;
  if (copies === undefined) throw new Refusal('notSupported');
  const file = copyByHand(clock.now());
  await copies.write(file);
  await copies.keep(file);
  writeState(ledger, 'lastCopyAt', clock.now());
  return { file, folder: copies.folder };
}

/** Null when it is there, or when none are made here. */
async function makeCopy({ clock, copies, log, milestone }: Ports, name: string): Promise<WhyNoCopy | null> {
  if (copies === undefined) return null;
  try {
    await copies.write(name);
    milestone('copy:written');
    await copies.keep(name);
    milestone('copy:kept');
    await removeOld(copies, copiesToRemove(await copies.list(), name, clock.now()), log);
    log.info('ledger.copied', { name });
    return null;
  } catch (error) {
    log.warn('ledger.not-copied', { name, error });
    return (error instanceof Refusal ? whys[error.code] : undefined) ?? 'copyUnknown';
  }
}

/** One that another program looks at just now goes the next night. */
async function removeOld(copies: Copies, names: readonly string[], log: Ports['log']): Promise<void> {
  for (const name of names)
    await copies.remove(name).catch((error: unknown) => log.warn('ledger.copy-not-removed', { name, error }));
}

function tellNoCopy(ledger: Writer, { clock }: Ports, why: WhyNoCopy): void {
  writeLog(ledger, {
    at: clock.now(),
    event: 'copyFailed',
    cause: 'system',
    result: 'failed',
    args: { why },
  });
}
