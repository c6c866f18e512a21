import { z } from 'zod';
import { settingTable } from '../words/settings.ts';
import { logCause, logEvent } from './activity.ts';
import { doneBy } from './actor.ts';
import { momentPage, procedure, seekPage } from './base.ts';
import { ourTimeSchema } from './instants.ts';
import { missCauses } from './miss-causes.ts';
import { rowReasons } from './sync.ts';

const missCause = z.enum(missCauses);
export type MissCause = z.infer<typeof missCause>;

/** Quantities are whole or decimal units; null is unknown, never 0. */
export const cellView = z.object({
  storeNumber: z.string(),
  storeName: z.string(),
  easycashier: z.number().nullable(),
  shopify: z.number().int().nullable(),
  target: z.number().int().nullable(),
  /** Units held back from the webshop there. */
  buffer: z.number().int(),
  /** By so many is the target lower for it: fewer than `buffer` where there are fewer. */
  held: z.number().int(),
  state: z.enum([
    'inStep',
    'queued',
    'sending',
    'differs',
    'unmatched',
    'needsYou',
    'failed',
    'paused',
    'undone',
  ]),
});

export const articleView = z.object({
  articleNumber: z.string(),
  name: z.string(),
  barcode: z.string(),
  isStockItem: z.boolean(),
  isWebshop: z.boolean(),
  miss: missCause.nullable(),
  cells: z.array(cellView),
});

const matchRow = z.object({
  articleNumber: z.string(),
  name: z.string(),
  cause: missCause,
  /** The SKU in Shopify that nearly matches. */
  shopifySku: z.string().nullable(),
  /** The SKU to paste in Shopify, where that is the cure. */
  suggestedSku: z.string().nullable(),
});

/**
 * What became of a change to many articles. `reason` is a cause of a miss, a refusal's code, or the other side's own words; `near` is the
 * article number that an unknown one nearly is, absent where none is.
 */
const manyChanged = z.object({
  changed: z.number().int(),
  unchanged: z.number().int(),
  failed: z.array(z.object({ articleNumber: z.string(), reason: z.string(), near: z.string().optional() })),
});

/** By it a change of many boxes can be taken back. Null: there is nothing to take back, or one box alone. */
const changeId = z.string().min(1).max(200);

/** What one press of a button did to boxes »Webshop«, and what of it could be taken back. */
const boxChange = z.object({
  changeId: z.string(),
  at: ourTimeSchema,
  /** Whether they were ticked or unticked. */
  on: z.boolean(),
  /** How many. */
  boxes: z.number().int(),
  /** Of them, those that stand as it left them and that nobody has touched since: `undoWebshop` takes these back. */
  standing: z.number().int(),
  /** Of them, those that have been taken back already. The others are left as they are. */
  takenBack: z.number().int(),
  /** The change that it takes back; null: it is one of its own. */
  undoes: z.string().nullable(),
  by: doneBy,
});
export type BoxChange = z.infer<typeof boxChange>;

const webshopChange = z.object({
  on: z.boolean(),
  articleNumbers: z.array(z.string()).max(200_000).optional(),
  all: z.boolean().optional(),
});

/** Which articles a list shows. */
const articleFilter = z.object({
  search: z.string().max(200).optional(),
  webshop: z.boolean().optional(),
  unmatched: z.boolean().optional(),
  differing: z.boolean().optional(),
  /** Those that have a buffer of their own. */
  buffered: z.boolean().optional(),
});

const bufferUnits = {
  /** Null: in every store that has none of its own. */
  storeNumber: z.string().max(200).nullable(),
  /** Null: the setting's counts again. */
  units: z.number().int().min(settingTable.buffer.min).max(settingTable.buffer.max).nullable(),
};

const bufferChanges = z.object({
  buffers: z
    .array(z.object({ articleNumber: z.string().min(1).max(200), ...bufferUnits }))
    .max(200_000)
    .default([]),
  /** The same for every article that the filter shows, before `buffers`. */
  every: articleFilter.extend(bufferUnits).optional(),
  /** So many `moves` are named at most; all where it is absent. */
  named: z.number().int().min(0).max(1_000_000).optional(),
});

/** What a change of buffers does: `moves` are the numbers that Shopify should show otherwise. */
const buffersChanged = z.object({
  changed: z.number().int(),
  unchanged: z.number().int(),
  unknown: z.array(z.string()),
  /** How many numbers move, and how many of them are sent at once. */
  moving: z.number().int(),
  sent: z.number().int(),
  moves: z.array(
    z.object({
      articleNumber: z.string(),
      name: z.string(),
      storeNumber: z.string(),
      easycashier: z.number().nullable(),
      before: z.number().int(),
      after: z.number().int(),
      /** By itself; else »Synka alla artiklar« sends it. */
      isSent: z.boolean(),
    }),
  ),
});

/** One thing that happened to an article, from either side. */
const storyLine = z.object({
  at: ourTimeSchema,
  event: logEvent,
  storeNumber: z.string().nullable(),
  before: z.number().nullable(),
  after: z.number().nullable(),
  cause: logCause,
  reference: z.string().nullable(),
  by: doneBy,
});

export const articles = {
  list: procedure
    .input(seekPage.extend(articleFilter.shape))
    .output(
      z.object({ articles: z.array(articleView), next: z.string().nullable(), total: z.number().int() }),
    ),
  /** Reads both sides afresh and tells for each Webshop article whether it has a partner, and if not why. */
  match: procedure.output(
    z.object({
      webshopArticles: z.number().int(),
      matched: z.number().int(),
      missed: z.array(matchRow),
      /** Stocked SKUs in Shopify that no EasyCashier article answers to. */
      shopifyOnly: z.number().int(),
      /** Items in Shopify without any SKU: nothing can match them. */
      withoutSku: z.number().int(),
      /** Matched, but never stocked or no longer active at a store's location: the first write stocks them there. */
      notStocked: z.array(z.object({ articleNumber: z.string(), name: z.string(), storeNumber: z.string() })),
    }),
  ),
  /** How many boxes `setWebshop` would change, by what is known now. Writes nothing. */
  countWebshop: procedure.input(webshopChange).output(
    z.object({
      changing: z.number().int(),
      /** They are so already, or `all` does not mean them. */
      unchanged: z.number().int(),
      unknown: z.number().int(),
      /** `setWebshop` does it only with `confirmBoxes`. */
      needsConfirm: z.boolean(),
    }),
  ),
  /**
   * Writes the Webshop flag back to EasyCashier, article by article; what failed is named. More than twenty boxes, and every box unticked, are
   * changed only where `confirmBoxes` is the number that would change: else it is refused with that number (`boxesConfirm`).
   */
  setWebshop: procedure
    .input(webshopChange.extend({ confirmBoxes: z.number().int().nonnegative().optional() }))
    .output(manyChanged.extend({ changeId: changeId.nullable() })),
  /** The changes of more than one box, the newest first. */
  webshopChanges: procedure
    .input(momentPage)
    .output(z.object({ changes: z.array(boxChange), next: z.string().nullable() })),
  /** One of them, as it stands now. */
  webshopChange: procedure.input(z.object({ changeId })).output(boxChange),
  /**
   * Takes a change back: exactly those boxes that it changed and that stand as it left them. The others are `left`. Refused with
   * `nothingToUndo` where there are none.
   */
  undoWebshop: procedure.input(z.object({ changeId })).output(
    manyChanged.omit({ unchanged: true }).extend({
      changeId: changeId.nullable(),
      /** Changed by somebody since, or gone: article numbers. */
      left: z.array(z.string()),
    }),
  ),
  /** Lets Shopify keep count of articles whose cause is `untracked`; `all` takes every one of them. */
  setTracked: procedure
    .input(
      z.object({
        articleNumbers: z.array(z.string()).max(200_000).optional(),
        all: z.boolean().optional(),
      }),
    )
    .output(manyChanged),
  /** What `setBuffers` would do. Changes nothing. */
  previewBuffers: procedure.input(bufferChanges).output(buffersChanged),
  /** Holds back units of single articles from the webshop, instead of those of the setting `buffer`. */
  setBuffers: procedure.input(bufferChanges).output(buffersChanged),
  /** Those that are set, by article number. */
  buffers: procedure.input(seekPage.pick({ after: true, limit: true })).output(
    z.object({
      buffers: z.array(
        z.object({
          articleNumber: z.string(),
          name: z.string(),
          storeNumber: z.string().nullable(),
          units: z.number().int(),
        }),
      ),
      next: z.string().nullable(),
    }),
  ),
  /**
   * »Skicka det här saldot nu«: reads both sides afresh for one article and sends what differs, through the queue and its guards. Waits some
   * seconds for it.
   */
  sendNow: procedure.input(z.object({ articleNumber: z.string().min(1).max(200) })).output(
    z.object({
      stores: z.array(
        z.object({
          storeNumber: z.string(),
          /** What Shopify showed, and what it shows now. */
          before: z.number().int().nullable(),
          after: z.number().int().nullable(),
          /** `waits`: it goes by itself as soon as it may; `left`: it does not. */
          outcome: z.enum(['sent', 'equal', 'waits', 'left']),
          reason: z.enum(rowReasons).nullable(),
        }),
      ),
    }),
  ),
  /** »Varför är saldot fel?«: both systems' events in one order, newest first. */
  story: procedure
    .input(
      z.object({
        articleNumber: z.string().min(1).max(200),
        limit: z.number().int().min(1).max(1000).default(200),
      }),
    )
    .output(
      z.object({
        article: articleView,
        /** Its item in Shopify; null: none is known. */
        inventoryItemId: z.string().nullable(),
        /** Its own: `storeNumber` null in every store that has none of its own. */
        buffers: z.array(z.object({ storeNumber: z.string().nullable(), units: z.number().int() })),
        lines: z.array(storyLine),
      }),
    ),
};
