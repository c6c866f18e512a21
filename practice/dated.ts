import type { PracticeClock } from './clock.ts';
import type { Handler } from './faults.ts';

/**
 * Every answer tells the server's time, in whole seconds, as both real servers do [S: RFC 9110 §6.6.1 asks it of every origin
 * server that has a clock]. What breaks a connection tells nothing.
 */
export function dated(clock: PracticeClock, handler: Handler): Handler {
  return async (request) => {
    const response = await handler(request);
    response.headers.set('date', new Date(clock.now()).toUTCString());
    return response;
  };
}
