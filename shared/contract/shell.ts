import { z } from 'zod';
import { procedure } from './base.ts';
import { copyName, keptCopy } from './host.ts';
import { ourTimeSchema } from './instants.ts';
import { updates } from './updates.ts';

/**
 * How the engine's process is doing. `starting` also means: it died, and is started again; `failing`: it has died so soon and so often that
 * another start, which still comes, is not known to help.
 */
const engineStates = ['starting', 'running', 'failing', 'stopped'] as const;
export type EngineState = (typeof engineStates)[number];

/** A death of the engine's process that was not asked for; neither code nor signal: it could not be started. */
const engineDeath = z.object({
  at: ourTimeSchema,
  /** How long it had lived, ms. */
  livedMs: z.number(),
  code: z.number().int().nullable(),
  signal: z.string().nullable(),
  /** What it wrote on its stderr last, redacted; 4 kB at most. */
  words: z.string(),
});
export type EngineDeath = z.infer<typeof engineDeath>;

/** The languages of `shared/i18n`. */
const locale = z.enum(['sv', 'en']);

/** Where `openExternal` may lead: Shopify's admin and help, and EasyCashier. */
export const externalHosts = [
  'admin.shopify.com',
  'accounts.shopify.com',
  'dev.shopify.com',
  'help.shopify.com',
  'shopify.dev',
  'backoffice.easycashier.se',
  'easycashier.se',
  'www.easycashier.se',
] as const;

/** What the desktop does for a window, beside the engine: nothing here reaches stock, orders or secrets. */
const shell = {
  state: procedure.output(
    z.object({
      engine: z.enum(engineStates),
      /** Deaths of the engine's process since the program began. */
      restarts: z.number().int(),
      /** The last of them; null: none yet. */
      death: engineDeath.nullable(),
      /** Null where the system does not offer it. */
      startAtLogin: z.boolean().nullable(),
    }),
  ),
  openLogWindow: procedure,
  /** The main window, at one of its screens: `/orders?search=%22%231005%22`. */
  openScreen: procedure.input(
    z.object({
      screen: z
        .string()
        .max(500)
        .regex(/^\/[a-z]*(\?[\w.~!*'()%=&-]*)?$/),
    }),
  ),
  /** Starts the engine now, where the next start is waited for. */
  startEngine: procedure,
  /** As `host.copies` and `host.restore`, for an engine that dies before it can be asked. */
  copies: procedure.output(z.object({ copies: z.array(keptCopy) })),
  restore: procedure.input(copyName),
  /** Lets a person choose the file that another computer has left; null: none was chosen. */
  chooseMoved: procedure.output(z.object({ path: z.string().nullable() })),
  /** The folder with the log files, in the file manager of the system. */
  openFolder: procedure,
  /** The file of `host.report`, with what the desktop has to say; without an engine too. */
  report: procedure.output(z.object({ file: z.string(), text: z.string() })),
  /** In the browser of the system; refused for any host but `externalHosts` and `*.myshopify.com`, and for all but https. */
  openExternal: procedure.input(z.object({ url: z.url().max(2_000) })),
  setStartAtLogin: procedure.input(z.object({ on: z.boolean() })),
  /** The language of menu, tray and notifications. */
  setLocale: procedure.input(z.object({ locale })),
  updates,
};

/** The desktop's half of what a window may ask. */
export const shellContract = { shell };
export type ShellContract = typeof shellContract;
