/** Token buckets by name. Memory is bounded: the bucket that was asked for longest ago is forgotten first. */
export interface Rate {
  readonly perSecond: number;
  /** How many at once after a rest. */
  readonly burst: number;
}

export interface Buckets {
  /** True: within the rate, and counted. */
  take(name: string, at: number): boolean;
  /** True: the next `take` would be within the rate. */
  has(name: string, at: number): boolean;
}

interface Bucket {
  level: number;
  at: number;
}

const MAX_BUCKETS = 10_000;

export function createBuckets({ perSecond, burst }: Rate): Buckets {
  const buckets = new Map<string, Bucket>();
  const levelAt = (bucket: Bucket | undefined, at: number): number =>
    bucket ? Math.min(burst, bucket.level + (Math.max(0, at - bucket.at) / 1_000) * perSecond) : burst;
  return {
    take: (name, at) => {
      const bucket = buckets.get(name);
      const level = levelAt(bucket, at);
      const isWithin = level >= 1;
      buckets.delete(name);
      buckets.set(name, { level: isWithin ? level - 1 : level, at });
      if (buckets.size > MAX_BUCKETS) {
        for (const oldest of buckets.keys()) {
          buckets.delete(oldest);
          break;
        }
      }
      return isWithin;
    },
    has: (name, at) => levelAt(buckets.get(name), at) >= 1,
  };
}
