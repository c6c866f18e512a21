import { implement, ORPCError } from '@orpc/server';
import { contract } from '../../shared/contract/contract.ts';
import { Refusal } from '../refusal.ts';

/** The contract to be implemented: a Refusal becomes the contract's typed error, anything else stays masked. */
export const os = implement(contract).use(async ({ next }) => {
  try {
    return await next();
  } catch (error) {
    throw told(error);
  }
});

/** A Refusal as the contract's typed error; anything else as it is. */
export function told(error: unknown): unknown {
  if (!(error instanceof Refusal)) return error;
  return new ORPCError('REFUSED', { status: 422, data: { code: error.code, args: error.args } });
}
