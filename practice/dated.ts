import type { PracticeClock } from './clock.ts';
import type { Handler } from './faults.ts';

/** Whether a server's answers tell its time: a proxy before it may take it away [U]. */
export interface Dating {
  readonly tellsTime: boolean;
}

/**
 * Every answer tells the server's time, in whole seconds, as both real servers do [S: RFC 9110 §6.6.1 asks it of every origin
 * server that has a clock]. What breaks a connection tells nothing.
 */
export function dated(clock: PracticeClock, dating: Dating, handler: Handler): Handler {
  return async (request) => {
    const response = await handler(request);
    if (dating.tellsTime) response.headers.set('date', new Date(clock.now()).toUTCString());
    return response;
  };
}
