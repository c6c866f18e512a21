/** Small seeded random numbers (sfc32): the same seed gives the same sequence on every machine. */
export interface PracticeRandom {
  /** 0 ≤ n < 1 */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number;
  /** True with probability `p`. */
  chance(p: number): boolean;
  /** One of a list that is not empty. */
  pick<T>(list: readonly [T, ...T[]] | readonly T[]): T;
}

export function createPracticeRandom(seed: number | string): PracticeRandom {
  let [a, b, c, d] = scramble(String(seed));

  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return (t >>> 0) / 4_294_967_296;
  };
  const integer = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  for (let round = 0; round < 15; round += 1) next();

  return {
    next,
    integer,
    chance: (p) => next() < p,
    pick: <T>(list: readonly T[]): T => {
      if (list.length === 0) throw new RangeError('cannot pick from an empty list');
      return list[integer(0, list.length - 1)] as T;
    },
  };
}

/** Four 32-bit words out of a text (FNV-1a with four starting points). */
function scramble(text: string): [number, number, number, number] {
  const word = (start: number) => {
    let hash = start;
    for (let index = 0; index < text.length; index += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619);
    }
    return hash | 0;
  };
  return [word(0x811c9dc5), word(0x9e3779b9), word(0x243f6a88), word(0xb7e15162)];
}
