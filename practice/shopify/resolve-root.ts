import { GraphQLError } from 'graphql';
import { accessDenied } from './access.ts';
import type { Context } from './context.ts';
import { internalError, strikeAt } from './damage.ts';
import { gidNumber, levelNumbers } from './gid.ts';
import { itemMatcher, orderCandidates, orderInReach, orderMatcher, orderPlace } from './order-search.ts';
import { type PageArgs, page, pageOf } from './pages.ts';
import { quantityNames } from './resolve-inventory.ts';
import { shownFulfillmentOrders } from './resolve-orders.ts';
import type { Resolvers } from './resolvers.ts';
import { isOpen } from './routing.ts';
import { type Matcher, parseSearch, type Search, wordsTest } from './search.ts';
import type { FulfillmentOrder, Location, Order } from './state.ts';
import { findItem, findLocation, levelAt } from './stock.ts';

/** Queries. */

type Searched = PageArgs & { readonly query?: string | null; readonly sortKey?: string };

/** Parses `query:`; a field that is not known is ignored and remarked upon. */
function search<T>(context: Context, path: string, query: string | null | undefined, matcher: Matcher<T>) {
  if (query == null || query.trim() === '') return undefined;
  const parsed = parseSearch(query, matcher);
  if (parsed.ignored.length > 0) {
    const warnings = parsed.ignored.map((field) => ({
      field,
      message: 'Invalid search field for this query.',
      code: 'invalid_field',
    }));
    (context.remarks as Context['remarks'][number][]).push({ path: [path], query, warnings });
  }
  return parsed;
}

/** The search index runs behind: what changed just now is not found by `query:` yet [C]. */
function indexed<T extends { updatedAt: number }>(context: Context, found: Search<T> | undefined) {
  if (!found) return undefined;
  const { searchLagMs } = context.settings;
  if (searchLagMs === 0) return found.test;
  const newest = context.state.clock.now() - searchLagMs;
  return (record: T) => record.updatedAt <= newest && found.test(record);
}

const locationMatcher: Matcher<Location> = (term) => {
  if (term.field === 'name' || term.field === '') return wordsTest(term, (location) => location.name);
  return term.field === 'active' ? (location) => String(location.isActive) === term.value : undefined;
};

function locations(context: Context, args: Searched & { includeInactive?: boolean }): Location[] {
  const test = search(context, 'locations', args.query, locationMatcher)?.test;
  const list = context.state.locations.filter(
    (location) =>
      (location.isActive || args.includeInactive) && !location.isService && (test?.(location) ?? true),
  );
  if (args.sortKey === 'NAME') list.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return list;
}

/** Any record by its gid; null if there is none. */
function node(context: Context, id: string): unknown {
  const { state } = context;
  const type = /^gid:\/\/shopify\/(\w+)\//.exec(id)?.[1];
  if (type === undefined)
    throw new GraphQLError(`Invalid global id '${id}'`, { extensions: { code: 'INVALID_ID' } });
  if (context.denied.has(type)) throw accessDenied(type, type);
  switch (type) {
    case 'InventoryItem':
      return inventoryItem(context, id);
    case 'InventoryLevel':
      return inventoryLevel(context, id);
    case 'Location':
      return findLocation(state, id) ?? null;
    case 'Order':
      return order(context, id);
    case 'FulfillmentOrder':
      return fulfillmentOrder(context, id);
    case 'WebhookSubscription':
      return context.webhooks.find(id) ?? null;
    case 'BulkOperation':
      return context.bulk.find(id) ?? null;
    default:
      return null;
  }
}

function inventoryItem({ state }: Context, id: string) {
  const found = findItem(state, id);
  if (found) strikeAt('answer', found);
  return found ?? null;
}

function order({ state, settings }: Context, id: string) {
  const found = state.orderById.get(id);
  if (found?.unreadable) throw internalError();
  return found && orderInReach(state, settings, found) ? found : null;
}

function fulfillmentOrder({ state }: Context, id: string) {
  const found = state.fulfillmentOrderById.get(id);
  return found?.order.routed ? found : null;
}

function inventoryLevel({ state }: Context, id: string) {
  const numbers = levelNumbers(id);
  const item = numbers && state.itemByNumber.get(numbers.item);
  const location = state.locations.find(({ number }) => number === numbers?.location);
  if (item) strikeAt('levels', item);
  const level = item && location && levelAt(item, location);
  return level ? { item, level } : null;
}

export const queryResolvers: Resolvers<unknown> = {
  shop: (_, _args, { state, settings }) => ({
    id: 'gid://shopify/Shop/68100000001',
    contactEmail: `kontakt@${state.domain}`,
    email: `kontakt@${state.domain}`,
    createdAt: 0,
    updatedAt: 0,
    currencyCode: 'SEK',
    ianaTimezone: 'Europe/Stockholm',
    myshopifyDomain: state.domain,
    name: 'Övningsbutiken',
    plan: {
      displayName: settings.plan,
      publicDisplayName: settings.plan,
      partnerDevelopment: false,
      shopifyPlus: settings.plan === 'Plus',
    },
    primaryDomain: {
      id: 'gid://shopify/Domain/1',
      host: state.domain,
      sslEnabled: true,
      url: `https://${state.domain}`,
    },
    resourceLimits: {
      locationLimit: 200,
      maxProductOptions: 3,
      maxProductVariants: 2048,
      redirectLimitReached: false,
    },
    timezoneOffset: '+0100',
    timezoneOffsetMinutes: 60,
    url: `https://${state.domain}`,
  }),
  currentAppInstallation: (_, _args, { settings, state }) => ({
    id: 'gid://shopify/AppInstallation/500000000001',
    accessScopes: settings.scopes.map((handle) => ({ handle, description: handle.replaceAll('_', ' ') })),
    app: {
      id: 'gid://shopify/App/170000000001',
      apiKey: '',
      handle: 'lagerkoppling',
      title: 'Lagerkoppling',
    },
    launchUrl: `https://${state.domain}/admin/apps/lagerkoppling`,
    uninstallUrl: `https://${state.domain}/admin/apps/lagerkoppling/uninstall`,
  }),
  publicApiVersions: (_, _args, { settings }) =>
    settings.apiVersions.map(({ handle, supported }) => ({ handle, displayName: handle, supported })),
  inventoryProperties: () => ({ quantityNames }),
  locations: (_, args: Searched & { includeInactive?: boolean }, context) =>
    pageOf(locations(context, args), args, context.everything),
  location: (_, { id }: { id?: string | null }, { state }) =>
    (id == null ? state.locations[0] : findLocation(state, id)) ?? null,
  locationsCount: (_, args: Searched, context) => exactly(locations(context, args).length),
  inventoryItem: (_, { id }: { id: string }, context) => inventoryItem(context, id),
  inventoryItems: (_, args: Searched, context) => {
    const test = indexed(context, search(context, 'inventoryItems', args.query, itemMatcher));
    const { itemsShown } = context.settings;
    const items = itemsShown === null ? context.state.items : context.state.items.slice(0, itemsShown);
    return page(items, (item) => [item.number, 0], args, {
      test,
      everything: context.everything,
    });
  },
  inventoryLevel: (_, { id }: { id: string }, context) => inventoryLevel(context, id),
  node: (_, { id }: { id: string }, context) => node(context, id),
  nodes: (_, { ids }: { ids: readonly string[] }, context) => ids.map((id) => node(context, id)),
  order: (_, { id }: { id: string }, context) => order(context, id),
  orders: (_, args: Searched & { sortKey: string }, context) => {
    const { state, settings } = context;
    const found = search(context, 'orders', args.query, orderMatcher);
    const matches = indexed(context, found);
    const now = state.clock.now();
    const test = (one: Parameters<typeof orderInReach>[2]) =>
      orderInReach(state, settings, one) && (matches?.(one) ?? true) && (!found || one.indexedAt <= now);
    const list = orderCandidates(state, found, args.sortKey);
    return page(list, orderPlace(args.sortKey), args, { test, everything: context.everything });
  },
  ordersCount: (_, { query }: { query?: string }, context) => {
    const test = indexed(context, search(context, 'ordersCount', query, orderMatcher));
    return exactly(context.state.orders.filter((one) => test?.(one) ?? true).length);
  },
  refund: (_, { id }: { id: string }, { state }) =>
    state.orders.flatMap((one) => one.refunds).find((made) => made.id === id) ?? null,
  fulfillment: (_, { id }: { id: string }, { state }) =>
    state.orders.flatMap((one) => one.fulfillments).find((made) => made.id === id) ?? null,
  fulfillmentOrder: (_, { id }: { id: string }, context) => fulfillmentOrder(context, id),
  fulfillmentOrders: (_, args: PageArgs & { includeClosed?: boolean; sortKey?: string }, context) => {
    const { state, settings } = context;
    const isInReach = (one: Order) =>
      settings.oldFulfillmentOrders === 'listed' || orderInReach(state, settings, one);
    const list = state.orders
      .filter(isInReach)
      .flatMap((one) => shownFulfillmentOrders(one, context))
      .filter((one) => args.includeClosed || isOpen(one));
    const place = (one: FulfillmentOrder) =>
      [
        args.sortKey === 'UPDATED_AT' ? one.updatedAt : 0,
        gidNumber('FulfillmentOrder', one.id) ?? 0,
      ] as const;
    list.sort((a, b) => place(a)[0] - place(b)[0] || place(a)[1] - place(b)[1]);
    return page(list, place, args, { everything: context.everything });
  },
  product: () => null,
  productVariant: () => null,
  webhookSubscription: (_, { id }: { id: string }, { webhooks }) => webhooks.find(id) ?? null,
  webhookSubscriptions: (
    _,
    args: PageArgs & { topics?: readonly string[]; uri?: string; callbackUrl?: string },
    { webhooks, everything },
  ) => {
    const address = args.uri ?? args.callbackUrl;
    const list = webhooks
      .list()
      .filter(
        ({ topic, uri }) => (args.topics?.includes(topic) ?? true) && (address == null || uri === address),
      );
    return page(list, ({ id }) => [gidNumber('WebhookSubscription', id) ?? 0, 0], args, { everything });
  },
  webhookSubscriptionsCount: (_, _args, { webhooks }) => exactly(webhooks.list().length),
  bulkOperation: (_, { id }: { id: string }, { bulk }) => bulk.find(id) ?? null,
  bulkOperations: (_, args: PageArgs, { bulk, everything }) =>
    page(bulk.list(), ({ id }) => [gidNumber('BulkOperation', id) ?? 0, 0], args, { everything }),
  currentBulkOperation: (_, _args, { bulk }) => bulk.list().at(-1) ?? null,
};

const exactly = (count: number) => ({ count, precision: 'EXACT' });
