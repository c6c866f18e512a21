/** For whoever runs the relay. Keep both off the internet: the proxy in `Caddyfile` does. */
import type { Route } from '../answer.ts';
import type { Context } from '../context.ts';

export function operationsRoutes({ store, metrics, polls }: Context): Route[] {
  return [
    {
      method: 'GET',
      path: '/health',
      maxBody: 0,
      open: () => {
        const isReady = store.health().isUp && !polls.isClosed();
        return { status: isReady ? 200 : 503, body: { status: isReady ? 'ok' : 'unavailable' } };
      },
    },
    {
      method: 'GET',
      path: '/metrics',
      maxBody: 0,
      open: async () => ({ status: 200, body: await metrics.text(store, polls.count()) }),
    },
  ];
}
