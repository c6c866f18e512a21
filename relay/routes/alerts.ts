/** Who is told when the shop's computer does not come: said by that computer. */
import { alertsRequest } from '../../shared/contract/relay.ts';
import { type Answer, parseBody, type Route } from '../answer.ts';
import type { Context } from '../context.ts';
import { deviceRoute, erased } from './device-route.ts';

/** `hasMail`: the operator has named a mail server. */
export function alertsRoute(context: Context, hasMail: boolean): Route {
  return deviceRoute(
    context,
    { method: 'POST', path: '/v1/alerts' },
    async ({ tenantId }, body): Promise<Answer> => {
      const request = parseBody(alertsRequest, body);
      if ('refusal' in request) return request.refusal;
      const { alerts } = request.value;
      const isKept = await context.store.setAlerts(tenantId, alerts && JSON.stringify(alerts));
      return isKept ? { status: 200, body: { mail: hasMail } } : erased();
    },
  );
}
