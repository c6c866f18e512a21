/** What a plan would do, in positions and units. */
export interface Impact {
  /** Positions that take part, written or not. */
  readonly positions: number;
  /** Positions that would go from something to 0. */
  readonly zeroed: number;
  readonly unitsBefore: number;
  readonly unitsAfter: number;
}

export interface GuardLimits {
  readonly zeroShare: number;
  readonly dropShare: number;
}

/** Up to this many positions a person sees the whole at a glance, and shares mean little. */
export const FEW_FALLS = 20;

/** Why a person must confirm before so much disappears from the webshop; null when nothing is unusual. */
export function guardOf(impact: Impact, limits: GuardLimits): 'massZero' | 'massDrop' | null {
  if (impact.zeroed > FEW_FALLS && impact.zeroed > limits.zeroShare * impact.positions) return 'massZero';
  const lost = impact.unitsBefore - impact.unitsAfter;
  if (
    impact.positions > FEW_FALLS &&
    impact.unitsBefore > 0 &&
    lost > limits.dropShare * impact.unitsBefore
  ) {
    return 'massDrop';
  }
  return null;
}

/** A listing much shorter than the last complete one is a fault of the reading, not of the stock. */
export function isShorterRead(now: number, before: number): boolean {
  return before > 0 && now < before * 0.9;
}
