import { FEW_FALLS } from '../../engine/rules/guards.ts';
import type { Practice } from '../../practice/shops.ts';
import { settingTable } from '../../shared/words/settings.ts';

/** The guard's own window: what somebody has raised in Shopify within it is no stock that falls (`engine/ledger/falls.ts`). */
const WINDOW_MS = 60 * 60_000;

/** Everything is counted to 0 at once: most of it must wait in the web shop until a person has said yes. */
export interface MassZero {
  /** It has just been. */
  begun(): void;
  /** A person has said yes. */
  answered(): void;
  violations(): string[];
}

export function createMassZero({ shopify, catalogue, places }: Practice): MassZero {
  let begunAt: number | null = null;
  let answeredAt = Number.POSITIVE_INFINITY;
  return {
    begun: () => {
      begunAt ??= shopify.now();
    },
    answered: () => {
      if (begunAt !== null) answeredAt = Math.min(answeredAt, shopify.now());
    },
    violations: () => {
      if (begunAt === null) return [];
      const [from, to] = [begunAt, answeredAt];
      const all = catalogue.articles.flatMap(({ articleNumber }) => {
        const item = shopify.itemIdBySku(articleNumber);
        return item === undefined ? [] : places.map(({ locationId }) => shopify.history(item, locationId));
      });
      // The first movement is how the level began.
      const levels = all.filter(
        (history) =>
          !history.slice(1).some(({ at, cause }) => cause === 'admin' && at >= from - WINDOW_MS && at < to),
      );
      const emptied = levels.filter((history) =>
        history.some(
          ({ at, cause, reference, delta, quantityAfter }) =>
            cause === 'api' &&
            !reference.includes('/run-') &&
            at >= from &&
            at < to &&
            delta < 0 &&
            quantityAfter === 0,
        ),
      );
      const most = Math.max(FEW_FALLS, settingTable.guardZeroShare.default * levels.length);
      return emptied.length <= most
        ? []
        : [
            `the guard: everything was counted to 0, and ${emptied.length} of ${levels.length} numbers were emptied unasked`,
          ];
    },
  };
}
