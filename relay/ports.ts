/**
 * What the relay reaches the world through. A simulation replaces all of it: nothing but `server.ts`, `system-ports.ts` and the
 * stores may read a clock, draw a random number or set a timer. The shapes fit the engine's ports of the same names.
 */

/** Wall clock and timers. Milliseconds since the epoch. */
export interface Clock {
  now(): number;
  /** Resolves after `ms`; resolves early, without an error, when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Source of chance: tokens, codes and ids. */
export interface Random {
  bytes(count: number): Uint8Array;
}

/** Structured log. No body, no header and no token of anybody may be among the fields. */
export interface Log {
  debug(event: string, fields?: Record<string, unknown>): void;
  info(event: string, fields?: Record<string, unknown>): void;
  warn(event: string, fields?: Record<string, unknown>): void;
  error(event: string, fields?: Record<string, unknown>): void;
}
