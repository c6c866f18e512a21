import type { PracticeClock } from '../clock.ts';
import type { Settings } from './settings.ts';

/** The leaky bucket of one app in one shop, in points; refills by the clock [D]. */
export interface Throttle {
  /** Takes the points if they are there. */
  take(points: number): boolean;
  giveBack(points: number): void;
  status(): { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };
}

export function createThrottle(clock: PracticeClock, settings: Settings): Throttle {
  let available = settings.bucketSize;
  let at = clock.now();
  const refill = () => {
    const now = clock.now();
    available = Math.min(settings.bucketSize, available + ((now - at) * settings.restoreRate) / 1000);
    at = now;
  };
  return {
    take: (points) => {
      refill();
      if (points > available) return false;
      available -= points;
      return true;
    },
    giveBack: (points) => {
      available = Math.min(settings.bucketSize, available + points);
    },
    status: () => {
      refill();
      return {
        maximumAvailable: settings.bucketSize,
        currentlyAvailable: Math.floor(available),
        restoreRate: settings.restoreRate,
      };
    },
  };
}
