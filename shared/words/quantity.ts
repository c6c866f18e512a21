/**
 * EasyCashier's balances have decimals (Lösvikt). They are held as whole thousandths, so that sums are exact.
 */
export type Thousandths = number & { readonly __unit: 'thousandths' };

/** Rounds to the nearest thousandth; EasyCashier's own floats carry noise such as 2.7500000001. */
export function toThousandths(quantity: number): Thousandths {
  if (!Number.isFinite(quantity)) throw new RangeError('a quantity must be a finite number');
  return Math.round(quantity * 1000) as Thousandths;
}

export function fromThousandths(thousandths: number): number {
  return thousandths / 1000;
}
