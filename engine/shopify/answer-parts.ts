import { z } from 'zod';

/** Parts of an answer that several operations share. */
export const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() });
export type PageInfo = z.infer<typeof pageInfo>;

export const userErrors = z.array(
  z.object({ field: z.array(z.string()).nullish(), message: z.string(), code: z.string().nullish() }),
);
export type UserErrors = z.infer<typeof userErrors>;
