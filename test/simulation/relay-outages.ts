/** A line that breaks, as `fetch` says it. */
export class Unreachable extends TypeError {
  constructor() {
    super('fetch failed');
    this.name = 'Unreachable';
  }
}

/** Until when nobody, or one computer, reaches the relay. Instants are in milliseconds since 1970. */
export interface RelayOutages {
  /** Nobody reaches the relay until then; null: it can be reached at once. */
  awayUntil(instant: number | null): void;
  /** One computer does not reach the relay until then. */
  cutUntil(computer: string, instant: number): void;
  isAway(): boolean;
  /** True when this computer does not reach the relay, for whichever reason. */
  isCut(computer: string): boolean;
  calm(): void;
}

/** Everybody reaches the relay. */
export function createRelayOutages(now: () => number): RelayOutages {
  const cuts = new Map<string, number>();
  let away = Number.NEGATIVE_INFINITY;
  const isAway = () => now() < away;
  return {
    awayUntil: (instant) => {
      away = instant ?? Number.NEGATIVE_INFINITY;
    },
    cutUntil: (computer, instant) => void cuts.set(computer, instant),
    isAway,
    isCut: (computer) => isAway() || now() < (cuts.get(computer) ?? 0),
    calm: () => {
      away = Number.NEGATIVE_INFINITY;
      cuts.clear();
    },
  };
}
