import type { Practice } from '../../practice/shops.ts';
import { clearCallFaults, failCalls, withdrawService } from './call-faults.ts';
import { createEasyCashierSpells } from './easycashier-spells.ts';
import { createHardWorld, type HardWorld } from './hard-world.ts';
import type { Shops } from './shops.ts';
import { tickWebshop, useTheTill } from './till-events.ts';
import type { UnseenChanges } from './unseen-changes.ts';
import { changeSomeOrder, placeOrder, setLevelInAdmin } from './web-events.ts';

export interface World {
  readonly practice: Practice;
  readonly unseen: UnseenChanges;
  /** Null where the world is an easy one. */
  readonly hard: HardWorld | null;
  /** Something happens in one of the shops, at a till, in the web shop or to the calls. */
  act(): void;
  /** Ends the faults. */
  calm(): void;
}

/** What can happen, with the bound that a number drawn from 0 to 1 must be below: the steps between bounds are the shares. */
const events: readonly (readonly [below: number, happen: (shops: Shops) => void])[] = [
  [0.36, useTheTill],
  [0.56, placeOrder],
  [0.78, changeSomeOrder],
  [0.83, setLevelInAdmin],
  [0.85, tickWebshop],
  [0.97, failCalls],
  [1, withdrawService],
];

interface WorldOptions {
  readonly seed: number;
  /** Also what `real-world.md` tells of, beyond lost calls. */
  readonly isHard: boolean;
  /** Everything there is, instead of the seed's own share of it. */
  readonly isWhole?: boolean;
}

/** Both shops, and the people and programs around them that are not ours. */
export function createWorld(shops: Shops, { seed, isHard, isWhole = false }: WorldOptions): World {
  const spells = createEasyCashierSpells(shops, seed, isWhole);
  const hard = isHard ? createHardWorld(shops, seed, isWhole) : null;
  return {
    practice: shops.practice,
    unseen: shops.unseen,
    hard,
    act: () => {
      const dice = shops.random.next();
      events.find(([below]) => dice < below)?.[1](shops);
      hard?.act();
      spells.act();
    },
    calm: () => {
      clearCallFaults(shops);
      hard?.calm();
      spells.calm();
      shops.tell('calm');
    },
  };
}
