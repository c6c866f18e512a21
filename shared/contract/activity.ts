import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { doneBy } from './actor.ts';
import { dayRange, procedure, refusalArgs } from './base.ts';
import { capabilities } from './capabilities.ts';
import { ourTimeSchema, shopTimeSchema } from './instants.ts';
import { settings, settingsChange } from './settings.ts';
import { progress, runSummary } from './sync.ts';

export const logEvents = [
  'pushed',
  'booked',
  'orderSeen',
  'orderIgnored',
  'balanceChanged',
  'foreignChange',
  'caughtUp',
  'clockJumped',
  'paused',
  'resumed',
  'stocktakeBegan',
  'stocktakeEnded',
  'locationClosed',
  'locationOpened',
  'guardStopped',
  'stale',
  'setAside',
  'activated',
  'deactivated',
  'planned',
  'runStarted',
  'runEnded',
  'undone',
  'webshopChanged',
  'webshopTicked',
  'webshopUnticked',
  'bufferChanged',
  'settingChanged',
  'trackingOn',
  'inboxOpened',
  'inboxResolved',
  'shadow',
  'trouble',
  'recovered',
  'webhooksCreated',
  'webhooksRepaired',
  'webhooksDeleted',
  'webhookForged',
  'relayGap',
  'otherComputer',
  'tookOver',
  'movedAway',
  'ledgerReplaced',
  'copyFailed',
  'appUninstalled',
] as const;
export const logEvent = z.enum(logEvents);
export type LogEvent = z.infer<typeof logEvent>;

export const logCauses = [
  'sale',
  'stockChange',
  'webOrder',
  'cancellation',
  'refund',
  'return',
  'move',
  'syncAll',
  'undo',
  'changedByOther',
  'webshopFlag',
  'settings',
  'asked',
  'system',
] as const;
export const logCause = z.enum(logCauses);
export type LogCause = z.infer<typeof logCause>;

/** One row of the sync log window. */
export const logLine = z.object({
  id: z.number().int(),
  at: ourTimeSchema,
  event: logEvent,
  articleNumber: z.string().nullable(),
  name: z.string().nullable(),
  storeNumber: z.string().nullable(),
  locationId: z.string().nullable(),
  before: z.number().nullable(),
  after: z.number().nullable(),
  cause: logCause,
  /** `#1042`, a run's id, a code. */
  reference: z.string().nullable(),
  result: z.enum(['ok', 'waiting', 'failed', 'info']),
  /** Filled into the sentence `log.{event}` where it has more to say. */
  args: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Null also where nobody in particular did it. */
  by: doneBy,
});
export type LogLine = z.infer<typeof logLine>;

const logFilter = z.object({
  events: z.array(logEvent).optional(),
  storeNumber: z.string().optional(),
  articleNumber: z.string().optional(),
  search: z.string().max(200).optional(),
});

/** `code` is usually a refusal's; `args` are what its sentence needs. */
const trouble = z.object({ code: z.string(), args: refusalArgs, since: ourTimeSchema });
export type Trouble = z.infer<typeof trouble>;

/**
 * From what hides everything else to what is said when there is nothing to say: something failed and will not heal · a side or the ledger does
 * not answer · not activated · another computer writes · a person has paused everything · a run writes · a run is paused · a question waits ·
 * shadow mode · a store is counted · changes wait · articles differ · ticked articles have no partner · all is equal.
 */
export const standingStates = [
  'failed',
  'waiting',
  'notActivated',
  'readOnly',
  'paused',
  'sending',
  'runPaused',
  'needsYou',
  'shadow',
  'stocktake',
  'queued',
  'differs',
  'unmatched',
  'inStep',
] as const;

const status = z.object({
  /** How things stand, by the judgement in standing.ts. */
  standing: z.object({
    state: z.enum(standingStates),
    /** Null: not known, or nothing to count from. */
    since: ourTimeSchema.nullable(),
    /** It goes over by itself, or is as it should be; false: a person has to do something, or has chosen this. */
    heals: z.boolean(),
  }),
  /** Nothing waits, nothing is on its way, and nothing that is to be looked at again is due within a minute. */
  quiet: z.boolean(),
  activatedAt: shopTimeSchema.nullable(),
  shop: z.string().nullable(),
  company: z.string().nullable(),
  practice: z.boolean(),
  shadow: z.boolean(),
  multipleLocations: z.boolean(),
  /** `webshop` is the sum of the others: an article without a partner is never counted as in step. */
  articles: z.object({
    webshop: z.number().int(),
    inStep: z.number().int(),
    outOfStep: z.number().int(),
    unmatched: z.number().int(),
  }),
  queue: z.object({
    dirtyCells: z.number().int(),
    pendingBookings: z.number().int(),
    unknownBookings: z.number().int(),
    /** Webhooks that have come and are still to be followed. */
    waitingEvents: z.number().int(),
  }),
  inboxOpen: z.number().int(),
  ordersToday: z.number().int(),
  pushesToday: z.number().int(),
  lastPushAt: ourTimeSchema.nullable(),
  lastOrderAt: ourTimeSchema.nullable(),
  /** When each side was last read to the end without an error: »not synced since t«. */
  easycashierSeenAt: ourTimeSchema.nullable(),
  shopifySeenAt: ourTimeSchema.nullable(),
  /** What is wrong right now, by side; null when nothing is. */
  troubles: z.object({
    easycashier: trouble.nullable(),
    shopify: trouble.nullable(),
    ledger: trouble.nullable(),
    relay: trouble.nullable(),
  }),
  /** The last message to somebody who is not there did not arrive: why, and when it was tried. */
  notTold: trouble.nullable(),
  /** How web orders reach us: `polling` alone, or told by Shopify (`ok`), or told while something is wrong with that. */
  webhooks: z.enum(['polling', 'ok', 'partly', 'unreachable']),
  /** Since when a person has paused everything: nothing is written on either side, both are read. Null: nobody has. */
  pausedAt: ourTimeSchema.nullable(),
  pausedBy: doneBy,
  /**
   * The last time that nobody looked for an hour or more, while it is news: the program was off, slept, or reached nobody. `orders` were placed
   * meanwhile, `pushes` are the numbers that were sent in the quarter of an hour after it, until everything had been read once.
   */
  absence: z
    .object({
      since: ourTimeSchema,
      until: ourTimeSchema,
      orders: z.number().int(),
      pushes: z.number().int(),
    })
    .nullable(),
  /** Stores that are being counted: nothing is sent for them, and their orders are booked afterwards. */
  stocktakes: z.array(z.object({ storeNumber: z.string(), name: z.string(), since: ourTimeSchema })),
  /** Another computer writes and this one only looks. */
  otherComputer: z.object({ name: z.string(), since: ourTimeSchema }).nullable(),
  /** Under way, or paused and waiting for somebody to go on with it. */
  run: runSummary.nullable(),
});
export type Status = z.infer<typeof status>;

const traffic = z.object({
  /** The last 24 hours, oldest first; the last one is under way. */
  hours: z.array(
    z.object({
      /** The hour's first instant. */
      at: ourTimeSchema,
      /** Numbers written to Shopify. */
      pushed: z.number().int(),
      /** Orders booked in EasyCashier. */
      booked: z.number().int(),
    }),
  ),
  /** Since when the oldest change waits that is not in Shopify yet; null when none does. */
  oldestWaitingAt: ourTimeSchema.nullable(),
});
export type Traffic = z.infer<typeof traffic>;

const history = z.object({
  /** The last 24 hours by the quarter, oldest first. */
  waits: z.array(
    z.object({
      /** The quarter's first instant. */
      at: ourTimeSchema,
      /** The longest that a change has waited to be sent in it, ms; null when the program did not run. */
      longest: z.number().int().nullable(),
    }),
  ),
  /** The last 30 days of the shop, oldest first. */
  days: z.array(
    z.object({
      /** `2026-11-24` */
      day: z.string(),
      /** The most numbers that a comparison found to differ, those on their way left out; null when none was made. */
      differing: z.number().int().nullable(),
    }),
  ),
});
export type History = z.infer<typeof history>;

/** In the order in which they are shown. */
export const weekFigures = ['sold', 'orders', 'found', 'mended'] as const;

const week = z.object({
  /** The last seven days of the shop, oldest first; the last one is under way. */
  days: z.array(
    z.object({
      /** `2026-11-24` */
      day: z.string(),
      /** What was seen on that day; null when nothing had been written down yet. */
      figures: z
        .object({
          /** Units of Webshop articles that the tills have sold, less those taken back there. */
          sold: z.number(),
          /** Web orders that were placed. */
          orders: z.number().int(),
          /** Numbers that somebody else had changed in Shopify. */
          found: z.number().int(),
          /** Of such numbers, those that were brought back. */
          mended: z.number().int(),
        })
        .nullable(),
    }),
  ),
});
export type Week = z.infer<typeof week>;

/** For somebody who helps: no key, no login, no organisation number, nobody's name. */
const report = z.object({
  ledger: z.object({
    version: z.number().int(),
    /** `ok`, or what SQLite finds wrong. */
    integrity: z.string(),
    /** By table. */
    rows: z.record(z.string(), z.number().int()),
    /** When the last copy was made that was found whole. */
    lastCopyAt: ourTimeSchema.nullable(),
  }),
  settings,
  status: status
    .omit({ company: true, pausedBy: true })
    .extend({ run: runSummary.omit({ by: true }).nullable() }),
  /** What has been found out about both sides, and what not. */
  capabilities,
  traffic,
  history,
  /** The newest first. */
  log: z.array(logLine.omit({ by: true })),
});
export type Report = z.infer<typeof report>;

export const activity = {
  status: procedure.output(status),
  /** For the chart of the day. */
  traffic: procedure.output(traffic),
  /** For the charts of how long changes wait and of how much the two differ. */
  history: procedure.output(history),
  /** The week at a glance. */
  week: procedure.output(week),
  log: procedure
    .input(
      logFilter.extend({
        ...dayRange.shape,
        before: z.number().int().optional(),
        limit: z.number().int().min(1).max(1000).default(100),
      }),
    )
    .output(z.object({ lines: z.array(logLine), next: z.number().int().nullable() })),
  /** New log lines as they are written; `after` replays from that id first. */
  followLog: procedure
    .input(logFilter.extend({ after: z.number().int().optional() }))
    .output(eventIterator(logLine)),
  /** Progress of the plan or run that is under way. */
  followProgress: procedure.output(eventIterator(progress)),
  /** Everything that tells how things stand, to be sent to somebody who helps. */
  report: procedure.output(report),
  /** A copy of all the program keeps, made now, beside the nightly ones; it stays until a person removes it. */
  backup: procedure.output(z.object({ file: z.string(), folder: z.string() })),
  /** »Pausa allt«: nothing is written on either side until `resume`, also after a restart; both are read, and nothing is lost. */
  pause: procedure.output(z.object({ pausedAt: ourTimeSchema })),
  /** What waited is written now. */
  resume: procedure.output(z.object({ pausedAt: ourTimeSchema.nullable() })),
  settings: procedure.output(settings),
  setSettings: procedure.input(settingsChange).output(settings),
};
