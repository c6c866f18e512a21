import { oc } from '@orpc/contract';
import { z } from 'zod';

/**
 * What a person can act on. The client turns `code` and `args` into a sentence and a hint from
 * `shared/i18n`; nothing here carries a secret.
 */
export const refusalCodes = [
  'notConnected',
  'secretGone',
  'notActivated',
  'alreadyActivated',
  'easycashierRefusedLogin',
  'easycashierUnreachable',
  'easycashierUnexpected',
  'easycashierThrottled',
  'shopifyRefusedKey',
  'shopifyStrayCharacter',
  'shopifyFrozen',
  'shopifyLocked',
  'shopifyUnreachable',
  'shopifyThrottled',
  'shopifyUnexpected',
  'shopifyMissingScope',
  'shopifyBadAddress',
  'unknownStore',
  'unknownLocation',
  'locationInactive',
  'locationTaken',
  'multipleLocationsOff',
  'noStoreMapped',
  'preflightFailed',
  'unknownArticle',
  'noCatalogue',
  'unknownPlan',
  'planSpent',
  'planTooOld',
  'guardConfirm',
  'guardRows',
  'boxesConfirm',
  'unknownRun',
  'nothingToUndo',
  'unknownChange',
  'unknownInboxItem',
  'inboxAlreadyResolved',
  'badChoice',
  'badFile',
  'shadowMode',
  'paused',
  'diskFull',
  'ledgerDamaged',
  'ledgerNewer',
  'ledgerBusy',
  'ledgerHeld',
  'ledgerReplaced',
  'dataShared',
  'dataSynced',
  'dataNotPrivate',
  'secretsNotPrivate',
  'secretsNotKept',
  'copyUnusable',
  'movedAway',
  'relayFirst',
  'badMoveFile',
  'badSetting',
  'badDate',
  'noKeychain',
  'keychainClosed',
  'relayUnreachable',
  'relayRefusedToken',
  'relayRefusedCode',
  'relayUnexpected',
  'relayContradicts',
  'noRelay',
  'noApiSecret',
  'otherComputer',
  'takingOver',
  'serviceFailed',
  'nobodyTold',
  'alertSecretGone',
  'mailUnreachable',
  'mailRefusedLogin',
  'mailNotEncrypted',
  'mailRefused',
  'mailPartlyRefused',
  'receiverUnreachable',
  'receiverRefused',
  'notSupported',
] as const;
export const refusalCode = z.enum(refusalCodes);
export type RefusalCode = z.infer<typeof refusalCode>;

export const refusalArgs = z.record(z.string(), z.union([z.string(), z.number()]));
export type RefusalArgs = z.infer<typeof refusalArgs>;

/** Every procedure may refuse; `data.code` says why. */
export const procedure = oc.errors({
  REFUSED: { status: 422, data: z.object({ code: refusalCode, args: refusalArgs }) },
});

/** A page of a long list. `after` is the `next` of the page before. */
const page = z.object({
  after: z.string().max(200).optional(),
  limit: z.number().int().min(1).max(1000).default(100),
});

/** A page from anywhere in the list: `offset` rows after the start, or after `after`, are left out. */
export const seekPage = page.extend({ offset: z.number().int().min(0).max(10_000_000).optional() });

/** A page of numbered rows. */
export const rowPage = seekPage.extend({
  after: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
});

/** Days of the shop by Stockholm's clock, `2026-11-23`, both included. What is no day, or ends before it begins, is refused (`badDate`). */
export const dayRange = z.object({
  since: z.string().max(40).optional(),
  until: z.string().max(40).optional(),
});

/** A page of what happened, newest first; `after` is an instant and an id, for what happened at the same instant. */
export const momentPage = page.extend({
  after: z
    .string()
    .max(200)
    .regex(/^\d{1,15} ./)
    .optional(),
});
