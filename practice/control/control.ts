import type { Handler } from '../faults.ts';
import type { Practice } from '../shops.ts';
import { adminCalls } from './admin.ts';
import type { Calls } from './calls.ts';
import { faultCalls } from './fault-calls.ts';
import { allowOnly, codeOf, maybe, readFields } from './fields.ts';
import { stateView, statsView } from './state.ts';
import { tillCalls } from './till.ts';
import { webCalls } from './web.ts';

/**
 * The strings by which people and checks from outside pull the practice shops: JSON in, JSON out. A mistake answers 400
 * `{error:{message}}`, an unknown call 404 with the list of those there are. A GET takes its fields from the query.
 */
export function createControl(practice: Practice): Handler {
  const calls: Calls = {
    ...tillCalls(practice.easycashier),
    ...webCalls(practice),
    ...adminCalls(practice),
    ...faultCalls(practice),
    'GET /state': (fields) => {
      allowOnly(fields, ['articleNumber']);
      return stateView(practice, maybe(fields, 'articleNumber', codeOf).articleNumber);
    },
    'GET /stats': () => statsView(practice),
  };

  return async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const name = `${request.method} ${pathname}`;
    const call = Object.hasOwn(calls, name) ? calls[name] : undefined;
    if (!call) return refuse(404, `no call ${name}; there are ${Object.keys(calls).sort().join(', ')}`);
    try {
      const fields = request.method === 'GET' ? Object.fromEntries(searchParams) : await readFields(request);
      return Response.json(call(fields));
    } catch (error) {
      // What the shops' own methods throw (no such article, cancelled already) is the caller's mistake too.
      return refuse(400, error instanceof Error ? error.message : String(error));
    }
  };
}

function refuse(status: number, message: string): Response {
  return Response.json({ error: { message } }, { status });
}
