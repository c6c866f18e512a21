import type { RelayProcess } from '../host/practice/relay-process.ts';
import type { PracticeRandom } from '../practice/random.ts';
import type { Practice } from '../practice/shops.ts';
import type { Goods } from './goods.ts';
import type { Scene } from './morning.ts';
import type { Tally } from './tally.ts';
import type { Teller } from './teller.ts';

/** What everything that happens in the day stands on. */
export interface Day {
  readonly practice: Practice;
  readonly relay: RelayProcess;
  readonly goods: Goods;
  readonly random: PracticeRandom;
  readonly tally: Tally;
  readonly teller: Teller;
  /** Things done so far; the teller shows them against all there is to do. */
  readonly advance: () => void;
}

/** Something that happens at a time of the day. */
export interface Act {
  /** Milliseconds from the start. */
  readonly at: number;
  readonly act: () => void | Promise<void>;
}

/** What a chapter after the shops have closed stands on. */
export interface Evening {
  readonly scene: Scene;
  readonly goods: Goods;
  readonly tally: Tally;
}
