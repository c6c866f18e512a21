/**
 * Whether a trouble heals by itself or needs a person: one judgement, which tray, notices, chip and banners read. Whoever adds a refusal is
 * asked for its line here by the type checker.
 */
import type { Status, Trouble } from './activity.ts';
import type { RefusalCode } from './base.ts';

/** A refusal, or what nobody has foreseen. */
export type TroubleCode = RefusalCode | 'unexpected';

/** `time`: it passes without anybody doing anything. `person`: it does not, or nobody can promise that it does. */
type Cure = 'time' | 'person';

const cures: Readonly<Record<TroubleCode, Cure>> = {
  // Asked again until it answers.
  easycashierUnreachable: 'time',
  easycashierThrottled: 'time',
  shopifyUnreachable: 'time',
  shopifyThrottled: 'time',
  relayUnreachable: 'time',
  ledgerHeld: 'time',
  mailUnreachable: 'time',
  receiverUnreachable: 'time',
  // The stock is kept, or will be within a minute, by one of the computers.
  otherComputer: 'time',
  takingOver: 'time',
  // They are asked again as well, but an answer that cannot be read may stay so for ever.
  easycashierUnexpected: 'person',
  shopifyUnexpected: 'person',
  relayUnexpected: 'person',
  unexpected: 'person',
  // Somebody has to do something, here or at one of the sides.
  notConnected: 'person',
  secretGone: 'person',
  easycashierRefusedLogin: 'person',
  shopifyRefusedKey: 'person',
  shopifyStrayCharacter: 'person',
  shopifyFrozen: 'person',
  shopifyLocked: 'person',
  shopifyMissingScope: 'person',
  shopifyBadAddress: 'person',
  relayRefusedToken: 'person',
  relayRefusedCode: 'person',
  relayContradicts: 'person',
  noRelay: 'person',
  noApiSecret: 'person',
  noKeychain: 'person',
  keychainClosed: 'person',
  diskFull: 'person',
  ledgerDamaged: 'person',
  ledgerNewer: 'person',
  ledgerBusy: 'person',
  ledgerReplaced: 'person',
  dataShared: 'person',
  dataSynced: 'person',
  dataNotPrivate: 'person',
  secretsNotPrivate: 'person',
  secretsNotKept: 'person',
  copyUnusable: 'person',
  movedAway: 'person',
  relayFirst: 'person',
  badMoveFile: 'person',
  shadowMode: 'person',
  paused: 'person',
  // Answers to what a person has asked for: nobody but that person asks again.
  notActivated: 'person',
  alreadyActivated: 'person',
  unknownStore: 'person',
  unknownLocation: 'person',
  locationInactive: 'person',
  locationTaken: 'person',
  multipleLocationsOff: 'person',
  noStoreMapped: 'person',
  preflightFailed: 'person',
  unknownArticle: 'person',
  noCatalogue: 'person',
  unknownPlan: 'person',
  planSpent: 'person',
  planTooOld: 'person',
  guardConfirm: 'person',
  guardRows: 'person',
  boxesConfirm: 'person',
  unknownRun: 'person',
  nothingToUndo: 'person',
  unknownChange: 'person',
  unknownInboxItem: 'person',
  inboxAlreadyResolved: 'person',
  badChoice: 'person',
  badFile: 'person',
  badSetting: 'person',
  serviceFailed: 'person',
  nobodyTold: 'person',
  alertSecretGone: 'person',
  mailRefusedLogin: 'person',
  mailNotEncrypted: 'person',
  mailRefused: 'person',
  mailPartlyRefused: 'person',
  receiverRefused: 'person',
  badDate: 'person',
  notSupported: 'person',
};

/** Every code a trouble can have. */
export const troubleCodes = Object.keys(cures) as TroubleCode[];

/** It does not heal before somebody has done something about it. So is a code that is not known: an engine may be newer than its window. */
export function needsPerson({ code }: Pick<Trouble, 'code'>): boolean {
  return cures[code as TroubleCode] !== 'time';
}

/** The sides, what matters most first. */
export const troubleSides = ['ledger', 'easycashier', 'shopify', 'relay'] as const;
export type TroubleSide = (typeof troubleSides)[number];

/** What is worth telling beyond the screen that lists it: a relay that is away for a while costs seconds, since polling goes on. */
export function tellingTroubles(troubles: Status['troubles']): [TroubleSide, Trouble][] {
  return troubleSides.flatMap((side) => {
    const trouble = troubles[side];
    if (trouble === null || (side === 'relay' && !needsPerson(trouble))) return [];
    return [[side, trouble] as [TroubleSide, Trouble]];
  });
}
