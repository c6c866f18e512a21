import { z } from 'zod';

/**
 * The quantities that Shopify keeps of one level, in units. `on_hand` is their sum (`shopify.md` §3.6): what is on the shelf is offered,
 * sold and not shipped yet, or set aside.
 */
export interface LevelVector {
  readonly available: number;
  /** Of orders that have claimed their goods and are not shipped. */
  readonly committed: number;
  /** Reserved by a draft or a transfer, damaged, in quality control, kept as safety stock: on the shelf and not offered. */
  readonly setAside: number;
}

const setAsideNames = ['reserved', 'damaged', 'safety_stock', 'quality_control'];
const names = ['available', 'committed', ...setAsideNames];

/** All of one level in one reading: numbers of two readings explain nothing. For a document. */
export const levelQuantityNames = JSON.stringify(names);

/** What is asked for and not told is unknown and not 0: such an answer is not understood. */
export const levelVector = z
  .array(z.object({ name: z.string(), quantity: z.number().int() }))
  .transform((quantities) => new Map(quantities.map(({ name, quantity }) => [name, quantity])))
  .refine((told) => names.every((name) => told.has(name)))
  .transform((told): LevelVector => {
    const of = (name: string) => told.get(name) ?? 0;
    const setAside = setAsideNames.reduce((sum, name) => sum + of(name), 0);
    return { available: of('available'), committed: of('committed'), setAside };
  });
