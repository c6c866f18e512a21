/** Samples, while everything goes on, how long units that are gone stay offered. */
import { pairs } from '../../practice/comparison.ts';
import type { Level, Order } from '../../practice/shopify/state.ts';
import { setAsides } from '../../practice/shopify/state.ts';
import type { CutOver } from '../simulation/cut-over.ts';
import { STALE_MS } from '../simulation/never-resells.ts';
import type { Setting } from './setting.ts';
import { lookAtShelves } from './shelf.ts';

/** What is looked at. */
export type Watched = Pick<Setting, 'practice' | 'world' | 'flags'>;

/** Units that were gone stood offered for so long at a position. */
export interface Stay {
  readonly articleNumber: string;
  readonly storeNumber: string;
  readonly ms: number;
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly offered: number;
  readonly left: number;
}

export interface Watch {
  /** One sample of every position. */
  look(): void;
  /** Every stay that is over or goes on, longest first. */
  stays(): readonly Stay[];
  readonly samples: () => { readonly looks: number; readonly positions: number; readonly leftOut: number };
  /** A unit was gone and offered for longer than a full scan, a death or an absence may take. */
  readonly violations: readonly string[];
}

/** What was left at a position from an instant on. */
interface Known {
  readonly at: number;
  readonly left: number;
}

interface Followed {
  known: Known[];
  /** Since when more is offered than is left; null when it is not. Milliseconds since 1970. */
  overSince: number | null;
  stay: Stay | null;
  isTold: boolean;
}

/** Reads time from the practice Shopify's clock. */
export function createWatch(setting: Watched, cutOver: CutOver): Watch {
  const { practice, flags } = setting;
  const followed = new Map<string, Followed>();
  const over: Stay[] = [];
  const violations: string[] = [];
  const count = { looks: 0, positions: 0, leftOut: 0 };
  const end = (one: Followed): void => {
    if (one.stay) over.push(one.stay);
    one.stay = null;
    one.overSince = null;
    one.isTold = false;
  };
  const sample = (one: Followed, seen: Stay): void => {
    const { known } = one;
    if (known.at(-1)?.left !== seen.left) known.push({ at: seen.until, left: seen.left });
    while ((known[1]?.at ?? Number.POSITIVE_INFINITY) < seen.until - 2 * STALE_MS) known.shift();
    if (seen.offered <= Math.max(0, seen.left)) {
      end(one);
      return;
    }
    const last = known.findLastIndex(({ left }) => left >= seen.offered);
    one.overSince ??= seen.until;
    // Somebody may have offered today what was sold last week: it is the later of the two that counts.
    const gone = Math.max(known[last + 1]?.at ?? seen.until, one.overSince);
    const ms = seen.until - gone;
    if (ms > (one.stay?.ms ?? -1)) one.stay = { ...seen, ms };
    if (ms <= STALE_MS || one.isTold) return;
    one.isTold = true;
    violations.push(`I9 ${tellStay({ ...seen, ms })}`);
  };
  return {
    violations,
    samples: () => count,
    stays: () =>
      [...over, ...[...followed.values()].flatMap(({ stay }) => stay ?? [])].sort((a, b) => b.ms - a.ms),
    look: () => {
      flags.look();
      const leftOut = unknowable(setting);
      const shelf = lookAtShelves({ practice, cutOver });
      const now = practice.shopify.now();
      count.looks += 1;
      count.positions = 0;
      count.leftOut = 0;
      for (const pair of pairs(practice)) {
        for (const place of practice.places) {
          const { articleNumber, inventoryItemId } = pair;
          const key = `${articleNumber} ${place.storeNumber}`;
          const one = followed.get(key) ?? { known: [], overSince: null, stay: null, isTold: false };
          followed.set(key, one);
          const level = practice.shopify.level(inventoryItemId, place.locationId);
          const hasRow = practice.easycashier.balance(articleNumber, place.storeNumber) !== undefined;
          count.positions += 1;
          if (leftOut.has(articleNumber)) count.leftOut += 1;
          if (leftOut.has(articleNumber) || !hasRow || !isOffered(level)) {
            end(one);
            one.known = [];
            continue;
          }
          const left = Math.floor(shelf(pair, place) - setAsideAt(level));
          const { storeNumber } = place;
          sample(one, { articleNumber, storeNumber, ms: 0, until: now, offered: level.available, left });
        }
      }
    },
  };
}

export const tellStay = ({ articleNumber, storeNumber, ms, until, offered, left }: Stay): string =>
  `${articleNumber} @${storeNumber} at ${new Date(until).toISOString().slice(11, 19)}: ${offered} offered, ` +
  `${left} left, for ${Math.round(ms / 1_000)} s`;

/** Articles of which nobody outside could know how much is left: of orders that hid or whose place is not known, and boxes that were ticked. */
export function unknowable({ practice, world, flags }: Watched): ReadonlySet<string> {
  const hidden = world.hard?.hidden() ?? new Set<string>();
  const isUnclear = ({ id }: Order) => hidden.has(id) || world.unseen.blurred.has(id);
  const unclear = practice.shopify.orders().filter(isUnclear);
  return new Set([...flags.toggled, ...unclear.flatMap(({ lines }) => lines.map(({ sku }) => sku))]);
}

const isOffered = (level: Level | undefined): level is Level =>
  level?.isActive === true && level.location.isActive && !level.location.deleted;

const setAsideAt = (level: Level) => setAsides.reduce((total, name) => total + level.setAside[name], 0);
