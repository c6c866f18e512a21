import type { z } from 'zod';

/** One document with what it costs at most and how its answer is shaped. */
export interface Operation<Data> {
  readonly name: string;
  readonly document: string;
  readonly kind: 'read' | 'write';
  /** Requested points before Shopify has told the real figure. */
  readonly cost: number;
  readonly data: z.ZodType<Data>;
  /** How often a reading is asked at most whose answer has a shape that we do not know. Absent: as often as for any other fault. */
  readonly tries?: number;
}
