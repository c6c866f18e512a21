import type { LogLine } from '../../shared/contract/activity.ts';

const ofOrders: ReadonlySet<LogLine['cause']> = new Set([
  'webOrder',
  'cancellation',
  'refund',
  'return',
  'move',
]);

/** The name of the order that a line of the log is about; null: none. */
export function orderOf({
  event,
  cause,
  reference,
}: Pick<LogLine, 'event' | 'cause' | 'reference'>): string | null {
  // A row that was set aside has the code of what was wrong there.
  return ofOrders.has(cause) && event !== 'setAside' ? reference : null;
}
