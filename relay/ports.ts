/**
 * What the relay reaches the world through. A simulation replaces all of it: nothing but `server.ts`, `system-ports.ts` and the
 * stores may read a clock, draw a random number or set a timer. The shapes fit the engine's ports of the same names.
 */

/** Wall clock, in milliseconds since the epoch. It may jump either way at any time: for what is shown or stored, never for a wait. */
export interface Clock {
  now(): number;
}

/** Time as it passes: it never jumps. */
export interface Monotonic {
  /** Milliseconds since an instant that means nothing. */
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
