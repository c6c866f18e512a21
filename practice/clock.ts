/** The practice shops' time in milliseconds since the epoch; the simulation hands in a virtual one. */
export interface PracticeClock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

export const systemClock: PracticeClock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
