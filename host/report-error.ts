/** What a developer can act on, for the technical log. */
import { ORPCError } from '@orpc/client';
import { z } from 'zod';
import type { Log } from '../engine/ports.ts';
import { asRefusal } from './failure.ts';

const MAX_ISSUES = 10;
/** Longer names are not of ours, but of what was sent. */
const MAX_NAME = 40;

const issues = z.object({
  issues: z.array(
    z.object({ code: z.string().optional(), path: z.array(z.union([z.string(), z.number()])).optional() }),
  ),
});

/**
 * What a handler threw goes into the log, but for refusals, which are answers. Of input that was refused only where it was wrong and how:
 * whoever mistypes a key or an address has typed a secret.
 */
export const createReporter =
  (log: Log) =>
  (error: unknown): void => {
    if (asRefusal(error) !== null) return;
    if (!(error instanceof ORPCError) || error.code === 'INTERNAL_SERVER_ERROR') {
      log.error('unexpected', { error: error instanceof ORPCError ? (error.cause ?? error) : error });
      return;
    }
    const found = issues.safeParse(error.data).data?.issues ?? [];
    log.warn('refused-input', {
      code: error.code,
      issues: found.slice(0, MAX_ISSUES).map(({ code, path = [] }) => ({
        code,
        path: path.map((name) => (String(name).length > MAX_NAME ? '…' : name)),
      })),
    });
  };
