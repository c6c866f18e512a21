import type { z } from 'zod';
import { Refusal } from '../refusal.ts';
import { Declined, type EasyCashierClient } from './client.ts';

/**
 * Reads where a refusal is nothing to go on with: EasyCashier does not know the way it was asked.
 * @throws Refusal, as the client does; `easycashierUnexpected` also where it declines
 */
export async function readShape<T>(client: EasyCashierClient, path: string, shape: z.ZodType<T>): Promise<T> {
  try {
    return await client.read(path, shape);
  } catch (error) {
    if (!(error instanceof Declined)) throw error;
    throw new Refusal('easycashierUnexpected', { what: path.split('?')[0] ?? '' });
  }
}
