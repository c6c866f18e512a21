import type { UpdateTroubleCode } from '../../../shared/contract/updates.ts';

/** Why there is no newer version from this try. The message is for the log. */
export class UpdateTrouble extends Error {
  readonly code: UpdateTroubleCode;

  constructor(code: UpdateTroubleCode, message: string) {
    super(message);
    this.name = 'UpdateTrouble';
    this.code = code;
  }
}

/** `code`: for what is none of ours. */
export function asTrouble(error: unknown, code: UpdateTroubleCode): UpdateTrouble {
  if (error instanceof UpdateTrouble) return error;
  const { code: cause, message } = error as { code?: unknown; message?: unknown };
  return new UpdateTrouble(troubleOf(String(cause)) ?? code, `${cause ?? ''} ${message ?? error}`.trim());
}

/** By what the system, the copy of the ledger or the updater's library has thrown. */
function troubleOf(cause: string): UpdateTroubleCode | null {
  if (['ENOSPC', 'EDQUOT', 'diskFull'].includes(cause)) return 'noRoom';
  if (cause === 'ERR_CHECKSUM_MISMATCH') return 'damaged';
  if (cause === 'ERR_UPDATER_INVALID_SIGNATURE') return 'wrongPublisher';
  if (['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EIO', 'EFBIG', 'ledgerHeld'].includes(cause))
    return 'failed';
  return null;
}
