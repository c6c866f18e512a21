import { z } from 'zod';
import { doneBy } from './actor.ts';
import { momentPage, procedure, rowPage } from './base.ts';
import { ourTimeSchema } from './instants.ts';
import { missCauses } from './miss-causes.ts';

/** oförändrad · höjs · sänks · blir 0 · hoppas över */
export const planGroups = ['unchanged', 'raised', 'lowered', 'zeroed', 'skipped'] as const;
export const planGroup = z.enum(planGroups);
export type PlanGroup = z.infer<typeof planGroup>;

const planSummary = z.object({
  planId: z.string(),
  /** SHA-256 over the rows: what is applied is what was shown. */
  hash: z.string(),
  createdAt: ourTimeSchema,
  counts: z.object({
    unchanged: z.number().int(),
    raised: z.number().int(),
    lowered: z.number().int(),
    zeroed: z.number().int(),
    skipped: z.number().int(),
  }),
  /** Cells that applying would write. */
  writes: z.number().int(),
  /** Set when the plan would zero or lower so much that the person must type `confirmRows`. */
  guard: z
    .object({
      reason: z.enum(['massZero', 'massDrop', 'shorterRead', 'shorterWalk']),
      confirmRows: z.number().int(),
    })
    .nullable(),
  appliedBy: z.string().nullable(),
});
export type PlanSummary = z.infer<typeof planSummary>;

/** Why a number is not sent, or was not: what is missing, what has moved meanwhile, what was refused. */
export const rowReasons = [
  ...missCauses,
  'decimals',
  'unknownBalance',
  'waitingForRouting',
  'stocktake',
  'locationInactive',
  'changedInShopify',
  'changedInEasyCashier',
  'noLongerMatched',
  'notStockedAtLocation',
  'alreadyEqual',
  'unknownLocation',
  'tooMany',
  'refusedByShopify',
  'failsInShopify',
  'doesNotAddUp',
] as const;
export type RowReason = (typeof rowReasons)[number];

const planRow = z.object({
  articleNumber: z.string(),
  name: z.string(),
  storeNumber: z.string(),
  group: planGroup,
  /** EasyCashier's balance, decimals shown (2.75 → 2). */
  easycashier: z.number().nullable(),
  before: z.number().int().nullable(),
  after: z.number().int().nullable(),
  /** Why a skipped row is skipped. */
  reason: z.enum(rowReasons).nullable(),
  /** By so many units is `after` lower for a buffer; 0 where the number has moved since. */
  held: z.number().int(),
});

export const runStates = ['running', 'paused', 'done', 'cancelled'] as const;
export const rowStates = ['pending', 'sent', 'done', 'stale', 'failed'] as const;

export const runSummary = z.object({
  runId: z.string(),
  kind: z.enum(['sync', 'undo']),
  planId: z.string().nullable(),
  undoes: z.string().nullable(),
  state: z.enum(runStates),
  startedAt: ourTimeSchema,
  finishedAt: ourTimeSchema.nullable(),
  total: z.number().int(),
  counts: z.record(z.enum(rowStates), z.number().int()),
  undoneBy: z.string().nullable(),
  /** Who began it. */
  by: doneBy,
});
export type RunSummary = z.infer<typeof runSummary>;

const runRow = z.object({
  articleNumber: z.string(),
  /** Empty where EasyCashier has the article no more. */
  name: z.string(),
  storeNumber: z.string(),
  before: z.number().int(),
  after: z.number().int(),
  state: z.enum(rowStates),
  reason: z.enum(rowReasons).nullable(),
});

export const progress = z.object({
  runId: z.string().nullable(),
  phase: z.enum(['reading', 'planning', 'writing', 'settling', 'done']),
  done: z.number().int(),
  total: z.number().int(),
});
export type Progress = z.infer<typeof progress>;

export const differenceCauses = [
  'queued',
  'stocktake',
  'missedOrder',
  'failedPush',
  'changedInShopify',
  'needsYou',
  'undone',
] as const;

/** Why the two systems show different numbers although all is well. */
export const gapCauses = ['decimals', 'buffer', 'belowZero', 'setAside'] as const;

const difference = z.object({
  articleNumber: z.string(),
  name: z.string(),
  storeNumber: z.string(),
  easycashier: z.number().nullable(),
  shopify: z.number().int().nullable(),
  target: z.number().int().nullable(),
  cause: z.enum(differenceCauses),
});

export const sync = {
  /** Reads both sides and computes what »Synka alla artiklar« would write. Writes nothing. */
  plan: procedure.output(planSummary),
  planShow: procedure
    .input(
      rowPage.extend({
        planId: z.string(),
        /** Rows of these; all when absent. */
        groups: z.array(planGroup).min(1).optional(),
        search: z.string().max(200).optional(),
      }),
    )
    .output(
      z.object({
        plan: planSummary,
        rows: z.array(planRow),
        next: z.string().nullable(),
        /** Rows that answer to the filter. */
        total: z.number().int(),
      }),
    ),
  /** Writes the plan's rows and no others; returns when the run has ended. `confirmRows` answers the guard. */
  apply: procedure
    .input(z.object({ planId: z.string(), confirmRows: z.number().int().optional() }))
    .output(runSummary),
  pause: procedure.input(z.object({ runId: z.string() })).output(runSummary),
  resume: procedure.input(z.object({ runId: z.string() })).output(runSummary),
  cancel: procedure.input(z.object({ runId: z.string() })).output(runSummary),
  /** Writes each row's `before` where Shopify still shows our `after`; the rest is reported as stale. */
  undo: procedure.input(z.object({ runId: z.string() })).output(runSummary),
  runs: procedure
    .input(momentPage)
    .output(z.object({ runs: z.array(runSummary), next: z.string().nullable() })),
  runShow: procedure
    .input(rowPage.extend({ runId: z.string(), state: z.enum(rowStates).optional() }))
    .output(z.object({ run: runSummary, rows: z.array(runRow), next: z.string().nullable() })),
  /** Reads both sides afresh and explains every difference. */
  drift: procedure.output(
    z.object({
      cells: z.number().int(),
      /** Shopify shows the target. */
      equal: z.number().int(),
      differences: z.array(difference),
      /** How many of the equal ones show another number than EasyCashier's, by design. */
      byDesign: z.record(z.enum(gapCauses), z.number().int()),
    }),
  ),
};
