/** Compares both sides and the shelf, position by position, and every order. */
import { join } from 'node:path';
import { openDatabase } from '../../engine/ledger/database.ts';
import { pairs } from '../../practice/comparison.ts';
import type { CutOver } from '../simulation/cut-over.ts';
import { violations } from '../simulation/oracle.ts';
import { isReturnMasked } from '../simulation/order-truth.ts';
import type { Setting } from './setting.ts';
import { lookAtShelves } from './shelf.ts';
import { unknowable, type Watched } from './watch.ts';

export interface Judgement {
  readonly violations: readonly string[];
  readonly positions: number;
  /** Of these nobody could know the shelf: only both sides are compared. */
  readonly leftOut: number;
  readonly orders: number;
}

/** After the program has ended. */
export function judge(setting: Setting, cutOver: CutOver): Judgement {
  const { practice, world, flags, dataDir } = setting;
  const { unseen } = world;
  // Whether what was counted as taken before the cut-over lay in the one store or the other nobody can know.
  const displaced =
    cutOver.openOrders === 'taken' ? [...unseen.displaced].filter((id) => cutOver.openBefore.has(id)) : [];
  const ledger = openDatabase({ path: join(dataDir, 'ledger.sqlite') });
  try {
    const found = violations({
      practice,
      ledger,
      activatedAt: cutOver.activatedAt,
      openOrders: cutOver.openOrders,
      openBefore: cutOver.openBefore,
      toggled: flags.toggled,
      blurred: new Set([...unseen.blurred, ...displaced]),
      hidden: world.hard?.hidden() ?? new Set(),
      isInDoubt: () => false,
    });
    const shelf = compareShelves(setting, cutOver, new Set(displaced));
    const locked = practice.easycashier.isLocked() ? ['EasyCashier has locked the account'] : [];
    return {
      ...shelf,
      orders: practice.shopify.orders().length,
      violations: [...found, ...shelf.violations, ...locked],
    };
  } finally {
    ledger.close();
  }
}

/** EasyCashier has what lies on the shelf: nothing that is gone is counted, nothing that came back is forgotten. */
export function compareShelves(
  setting: Watched,
  cutOver: CutOver,
  displaced: ReadonlySet<string>,
): Pick<Judgement, 'violations' | 'positions' | 'leftOut'> {
  const { practice } = setting;
  const { easycashier, shopify, places } = practice;
  const shelf = lookAtShelves({ practice, cutOver });
  const moved = shopify.orders().filter(({ id }) => displaced.has(id));
  const leftOut = new Set([
    ...unknowable(setting),
    ...moved.flatMap(({ lines }) => lines.map(({ sku }) => sku)),
  ]);
  const found: string[] = [];
  const count = { positions: 0, leftOut: 0 };
  for (const pair of pairs(practice)) {
    const { articleNumber, inventoryItemId } = pair;
    for (const place of places) {
      const balance = easycashier.balance(articleNumber, place.storeNumber);
      if (balance === undefined) continue;
      count.positions += 1;
      if (leftOut.has(articleNumber) || isReturnMasked(practice, inventoryItemId)) {
        count.leftOut += 1;
        continue;
      }
      const there = shelf(pair, place);
      if (Math.abs(there - balance) < 1e-9) continue;
      const what = balance > there ? 'gone, and counted' : 'there, and forgotten';
      found.push(
        `shelf ${articleNumber} @${place.storeNumber}: EasyCashier ${balance}, the shelf ${there} (${what})`,
      );
    }
  }
  return { ...count, violations: found };
}
