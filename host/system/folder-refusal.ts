import { isOfAnother } from '../../engine/ledger/sqlite-errors.ts';
import { Refusal } from '../../engine/refusal.ts';

/** What a system says when a folder takes nothing: full, over its quota, not ours, read-only, failing. */
const refusals = new Set([
  'diskFull',
  'ENOSPC',
  'EDQUOT',
  'EACCES',
  'EPERM',
  'EROFS',
  'EIO',
  'ENOTDIR',
  'EEXIST',
]);

/** What a folder that takes nothing says, as a refusal; anything else as it is. */
export function asFolderRefusal(path: string, error: unknown): unknown {
  const code = (error as { code?: unknown }).code;
  if (code === 'ledgerDamaged' || code === 'ledgerHeld') return new Refusal(code, { path });
  if (typeof code === 'string' && isOfAnother(code, process.platform))
    return new Refusal('ledgerHeld', { path });
  return typeof code === 'string' && refusals.has(code) ? new Refusal('diskFull', { path }) : error;
}
