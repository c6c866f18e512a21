import { type Answer, type Route, refuse, type WithBody } from '../answer.ts';
import { type Context, recognise } from '../context.ts';
import type { TokenOwner } from '../store/store.ts';

const SMALL = 64 * 1024;

export const erased = () => refuse('unknownToken', 'this shop has been erased', { status: 401 });

/** A route for computers that have paired. */
export function deviceRoute(
  context: Context,
  route: Pick<Route, 'method' | 'path'>,
  answer: (owner: TokenOwner, body: Uint8Array) => Promise<Answer>,
): Route {
  return {
    ...route,
    maxBody: SMALL,
    open: async (head): Promise<Answer | WithBody> => {
      const caller = await recognise(context, head);
      return 'status' in caller ? caller : (body) => answer(caller.owner, body);
    },
  };
}
