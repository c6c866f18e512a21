/** How an article's two numbers in a store have gone, as far as its story tells. Pure. */
import type { LogCause } from '../../shared/contract/activity.ts';
import type { OurTime } from '../../shared/words/time.ts';
import type { StoryLine } from './story-answer.ts';

/** The numbers from `at` on, until the next point. */
export interface CoursePoint {
  readonly at: OurTime;
  readonly easycashier: number | null;
  readonly shopify: number | null;
  /** What happened then; null: the beginning, and now. */
  readonly line: StoryLine | null;
}

interface Numbers {
  readonly easycashier: number | null;
  readonly shopify: number | null;
}

interface Cell extends Numbers {
  readonly storeNumber: string;
}

/** What was booked because of these has moved Shopify's own number by as much. */
const ofShopify: ReadonlySet<LogCause> = new Set(['webOrder', 'cancellation', 'refund', 'move']);

/**
 * Oldest first, from just before the oldest line to now. Gone through backwards from what the two show now: a line that tells a number is believed, and
 * what none tells stays as it was. Shopify's number of a web order has moved when it was placed; it is drawn where it was booked.
 */
export function courseOf(cell: Cell, lines: readonly StoryLine[], now: OurTime): CoursePoint[] {
  const own = lines.filter(({ storeNumber }) => storeNumber === cell.storeNumber || storeNumber === null);
  const oldest = own.at(-1);
  if (oldest === undefined) return [];
  let numbers: Numbers = { easycashier: cell.easycashier, shopify: cell.shopify };
  const points: CoursePoint[] = [{ at: now, ...numbers, line: null }];
  for (const line of own) {
    const { after, before } = sidesOf(line, numbers);
    points.unshift({ at: line.at, ...after, line });
    numbers = before;
  }
  return [{ at: oldest.at, ...numbers, line: null }, ...points];
}

/** What the two showed right after a line and right before it. */
function sidesOf(line: StoryLine, known: Numbers): { after: Numbers; before: Numbers } {
  const { event, before, after, cause } = line;
  switch (event) {
    case 'balanceChanged':
      return { after: { ...known, easycashier: after }, before: { ...known, easycashier: before } };
    case 'pushed':
    case 'foreignChange':
      return { after: { ...known, shopify: after }, before: { ...known, shopify: before } };
    case 'booked': {
      const moved = ofShopify.has(cause) && before !== null && after !== null ? after - before : 0;
      return {
        after: { ...known, easycashier: after },
        before: { easycashier: before, shopify: known.shopify === null ? null : known.shopify - moved },
      };
    }
    default:
      return { after: known, before: known };
  }
}

/** The way of one of the numbers across a field of 1000 × 100: level until the next point, then up or down. Empty where it is never known. */
export function stepsOf(
  points: readonly CoursePoint[],
  side: keyof Numbers,
  place: { readonly x: (at: OurTime) => number; readonly y: (value: number) => number },
): string {
  let isDrawing = false;
  const parts: string[] = [];
  for (const { at, [side]: value } of points) {
    const x = place.x(at);
    if (isDrawing) parts.push(`H${x}`);
    if (value !== null) parts.push(isDrawing ? `V${place.y(value)}` : `M${x} ${place.y(value)}`);
    isDrawing = value !== null;
  }
  return parts.join('');
}
