import { z } from 'zod';
import { procedure } from './base.ts';

/** How the engine's process is doing. `starting` also means: it died, and is started again. */
const engineStates = ['starting', 'running', 'stopped'] as const;
export type EngineState = (typeof engineStates)[number];

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
      /** Null where the system does not offer it. */
      startAtLogin: z.boolean().nullable(),
    }),
  ),
  openLogWindow: procedure,
  /** In the browser of the system; refused for any host but `externalHosts` and `*.myshopify.com`, and for all but https. */
  openExternal: procedure.input(z.object({ url: z.url().max(2_000) })),
  setStartAtLogin: procedure.input(z.object({ on: z.boolean() })),
  /** The language of menu, tray and notifications. */
  setLocale: procedure.input(z.object({ locale })),
};

/** The desktop's half of what a window may ask. */
export const shellContract = { shell };
export type ShellContract = typeof shellContract;
