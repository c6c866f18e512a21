/** Whether a process takes as much memory at the end as it did once it was warm. */

export interface Sample {
  /** Since the load began. Milliseconds. */
  readonly at: number;
  /** Megabytes of the process in all, and of it the heap in use. */
  readonly rss: number;
  readonly heap: number;
}

export interface Flatness {
  /** The second quarter of the run, and the last: half of the time the process takes no more than this. Megabytes. */
  readonly rss: readonly [number, number];
  /** The same of the heap just after it was cleared up, which is the least of a quarter. */
  readonly heap: readonly [number, number];
  readonly isFlat: boolean;
}

/** What may come on top. In megabytes, and as a share: pages of memory that are not given back, a heap that is cleared up at another moment. */
const [MORE_MB, MORE_SHARE] = [24, 0.1];
/** Of a quarter: fewer say nothing. */
const LEAST_SAMPLES = 10;

/** Null where it was too short to say. */
export function judgeFlatness(samples: readonly Sample[]): Flatness | null {
  const end = samples.at(-1)?.at ?? 0;
  const quarter = (nth: number) =>
    samples.filter(({ at }) => at > (end * (nth - 1)) / 4 && at <= (end * nth) / 4);
  const [warm, last] = [quarter(2), quarter(4)];
  if (Math.min(warm.length, last.length) < LEAST_SAMPLES) return null;
  const rss = [median(warm.map((one) => one.rss)), median(last.map((one) => one.rss))] as const;
  const heap = [least(warm.map((one) => one.heap)), least(last.map((one) => one.heap))] as const;
  const isFlat = [rss, heap].every(([before, after]) => after <= before * (1 + MORE_SHARE) + MORE_MB);
  return { rss, heap, isFlat };
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
const least = (numbers: readonly number[]): number => Math.min(...numbers);
