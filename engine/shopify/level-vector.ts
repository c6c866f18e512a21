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

/** All of one level in one reading: numbers of two readings explain nothing. For a document. */
export const levelQuantityNames = JSON.stringify(['available', 'committed', ...setAsideNames]);

export const levelQuantities = z.array(z.object({ name: z.string(), quantity: z.number().int() }));

/** Null where Shopify does not say what is available. */
export function vectorOf(quantities: z.infer<typeof levelQuantities>): LevelVector | null {
  const of = (name: string) => quantities.find((one) => one.name === name)?.quantity;
  const available = of('available');
  if (available === undefined) return null;
  const setAside = setAsideNames.reduce((sum, name) => sum + (of(name) ?? 0), 0);
  return { available, committed: of('committed') ?? 0, setAside };
}
