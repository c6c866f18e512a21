/** The screens by address. They live behind a hash, so that every page of the window is one file. */
import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
} from '@tanstack/react-router';
import { readOrderFilter } from '../base/order-filter.ts';
import { Shell } from './shell.tsx';

/** What Artiklar can be narrowed to, besides all. */
const articleShows = ['webshop', 'unmatched', 'differing', 'buffered'] as const;
type ArticleShow = (typeof articleShows)[number];

const root = createRootRoute({ component: Shell });

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('../features/overview/overview.tsx'), 'Overview'),
});
const webshop = createRoute({
  getParentRoute: () => root,
  path: '/webshop',
  component: lazyRouteComponent(() => import('../features/guide/webshop.tsx'), 'Webshop'),
});
const articles = createRoute({
  getParentRoute: () => root,
  path: '/articles',
  validateSearch: (search): { show?: ArticleShow; article?: string; undo?: string } => {
    const show = articleShows.find((one) => one === search.show);
    // A number in the address reads as one.
    const isArticle = typeof search.article === 'string' || typeof search.article === 'number';
    return {
      ...(show === undefined ? {} : { show }),
      ...(isArticle ? { article: String(search.article) } : {}),
      ...(typeof search.undo === 'string' ? { undo: search.undo } : {}),
    };
  },
  component: lazyRouteComponent(() => import('../features/articles/articles.tsx'), 'Articles'),
});
const drift = createRoute({
  getParentRoute: () => root,
  path: '/drift',
  component: lazyRouteComponent(() => import('../features/drift/drift.tsx'), 'Drift'),
});
const sync = createRoute({
  getParentRoute: () => root,
  path: '/sync',
  component: lazyRouteComponent(() => import('../features/sync/sync.tsx'), 'Sync'),
});
const orders = createRoute({
  getParentRoute: () => root,
  path: '/orders',
  validateSearch: readOrderFilter,
  component: lazyRouteComponent(() => import('../features/orders/orders.tsx'), 'Orders'),
});
const inbox = createRoute({
  getParentRoute: () => root,
  path: '/inbox',
  component: lazyRouteComponent(() => import('../features/inbox/inbox.tsx'), 'Inbox'),
});
const stores = createRoute({
  getParentRoute: () => root,
  path: '/stores',
  component: lazyRouteComponent(() => import('../features/stores/stores.tsx'), 'Stores'),
});
const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(() => import('../features/settings/settings.tsx'), 'Settings'),
});

const routeTree = root.addChildren([
  overview,
  webshop,
  articles,
  drift,
  sync,
  orders,
  inbox,
  stores,
  settings,
]);

export const router = createRouter({
  routeTree,
  history: createHashHistory(),
  defaultNotFoundComponent: () => <Navigate to="/" />,
  defaultPreload: 'intent',
  defaultPendingMs: 200,
});

/** Fetches every screen's script once the first one stands, so that none has to be waited for. */
export function fetchScreens(): void {
  requestIdleCallback(() => {
    for (const { fullPath } of Object.values(router.routesById)) void router.preloadRoute({ to: fullPath });
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
