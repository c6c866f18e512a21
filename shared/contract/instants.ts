import { z } from 'zod';
import type { OurTime, ShopTime } from '../words/time.ts';

/**
 * Instants in the contract and in the ledger, as milliseconds since the epoch. They stand apart from the types, so that the window,
 * which only shows them, need not carry the schema library.
 */
export const ourTimeSchema = z.number().int() as unknown as z.ZodType<OurTime, OurTime>;
export const shopTimeSchema = z.number().int() as unknown as z.ZodType<ShopTime, ShopTime>;
