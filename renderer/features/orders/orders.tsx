/** Ordrar: what was booked where. */
import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconListDetails } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { WindowClient } from '../../base/connection.ts';
import { useEngine, useStatus } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import type { OrderFilter } from '../../base/order-filter.ts';
import { openOutside } from '../../base/outside.ts';
import { useNow } from '../../base/progress.tsx';
import { daysFilter } from '../../components/day-range.tsx';
import { Empty } from '../../components/empty.tsx';
import { Page } from '../../components/page.tsx';
import { orderPage } from '../../components/shopify-admin.ts';
import { TableSkeleton } from '../../components/table-skeleton.tsx';
import { Trouble } from '../../components/trouble.tsx';
import { FilterBar, orderStates } from './filter-bar.tsx';

type Order = Awaited<ReturnType<WindowClient['orders']['list']>>['orders'][number];

const PAGE = 50;
const REFRESH_MS = 2_000;

export function Orders() {
  const { t } = useLanguage();
  const engine = useEngine();
  const status = useStatus();
  const navigate = useNavigate();
  const filter = useSearch({ from: '/orders' });
  const [wanted] = useDebouncedValue(filter, 150);
  const orders = useInfiniteQuery({
    queryKey: ['orders', wanted],
    queryFn: ({ pageParam, signal }) =>
      engine.orders.list(
        { ...asked(wanted), limit: PAGE, ...(pageParam === null ? {} : { after: pageParam }) },
        { signal },
      ),
    placeholderData: keepPreviousData,
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: REFRESH_MS,
  });
  const stores = useQuery({
    queryKey: ['stores'],
    queryFn: ({ signal }) => engine.stores.list(undefined, { signal }),
  }).data?.stores;
  const nameOf = (storeNumber: string) =>
    stores?.find((store) => store.storeNumber === storeNumber)?.name ?? storeNumber;
  const isFiltered = Object.keys(filter).length > 0;
  const counts = orders.data?.pages.at(-1);
  const shown = orders.data?.pages.flatMap((page) => page.orders);
  const shop = status?.practice === false ? status.shop : null;
  return (
    <Page title={t('window.nav.orders')} about={t('window.orders.about')}>
      <Group justify="space-between" gap="xs">
        <FilterBar
          filter={filter}
          stores={stores ?? []}
          onChange={(next) => void navigate({ to: '/orders', search: next, replace: true })}
        />
        {counts === undefined ? null : (
          <Text size="sm" fw={600} role="status" data-testid="orders-booked">
            {t('window.orders.booked', { booked: counts.booked, count: counts.toBook })}
          </Text>
        )}
      </Group>
      {orders.isError && shown === undefined ? (
        <Trouble error={orders.error} onRetry={() => void orders.refetch()} />
      ) : shown === undefined ? (
        <TableSkeleton />
      ) : shown.length === 0 ? (
        <Empty
          icon={IconListDetails}
          title={t(isFiltered ? 'window.orders.noneTitle' : 'window.orders.emptyTitle')}
          how={t(isFiltered ? 'window.log.noneHow' : 'window.orders.emptyHow')}
        />
      ) : (
        <>
          <Table aria-label={t('window.orders.table')} className="numbers" verticalSpacing={8}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('column.order')}</Table.Th>
                <Table.Th>{t('window.orders.when')}</Table.Th>
                <Table.Th>{t('column.state')}</Table.Th>
                <Table.Th ta="right">{t('window.orders.units')}</Table.Th>
                <Table.Th>{t('column.bookings')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((order) => (
                <OrderRow key={order.orderId} order={order} shop={shop} nameOf={nameOf} />
              ))}
            </Table.Tbody>
          </Table>
          {orders.hasNextPage ? (
            <Group justify="center">
              <Button
                variant="default"
                onClick={() => void orders.fetchNextPage()}
                loading={orders.isFetchingNextPage}
              >
                {t('window.common.more')}
              </Button>
            </Group>
          ) : null}
        </>
      )}
    </Page>
  );
}

/** The filter as the engine takes it. */
function asked({ search, since, until, store, state }: OrderFilter) {
  const known = orderStates.find((one) => one === state);
  return {
    ...daysFilter({ since: since ?? '', until: until ?? '' }),
    ...(search === undefined || search.trim() === '' ? {} : { search: search.trim() }),
    ...(store === undefined ? {} : { storeNumber: store }),
    ...(known === undefined ? {} : { states: [known] }),
    ...(state === 'unbooked' ? { unbooked: true } : {}),
  };
}

interface OrderRowProps {
  readonly order: Order;
  readonly shop: string | null;
  readonly nameOf: (storeNumber: string) => string;
}

function OrderRow({ order, shop, nameOf }: OrderRowProps) {
  const { t, formats } = useLanguage();
  const now = useNow(30_000);
  const unbooked = order.lines.filter((line) => line.unbooked !== null);
  return (
    <Table.Tr>
      <Table.Td fw={600}>
        {shop === null ? (
          order.name
        ) : (
          <Button
            variant="subtle"
            size="compact-sm"
            aria-label={`${t('window.orders.openInShopify')} ${order.name}`}
            onClick={() => openOutside(orderPage(shop, order.orderId))}
          >
            {order.name} ↗
          </Button>
        )}
      </Table.Td>
      <Table.Td title={formats.stamp(order.createdAt)}>{formats.moment(order.createdAt, now)}</Table.Td>
      <Table.Td>{t(`order.${order.state}`)}</Table.Td>
      <Table.Td ta="right">{formats.number(order.lines.reduce((sum, { units }) => sum + units, 0))}</Table.Td>
      <Table.Td>
        {order.bookings.length + unbooked.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('window.orders.notBooked')}
          </Text>
        ) : (
          order.bookings.map((booking) => (
            <Group key={booking.bookingId} gap="xs">
              <Badge variant="default" size="sm" tt="none">
                {nameOf(booking.storeNumber)}
              </Badge>
              {booking.lines.map(({ articleNumber, delta }) => (
                <Link
                  key={articleNumber}
                  to="/articles"
                  search={{ article: articleNumber }}
                  title={
                    order.lines.find((line) => line.articleNumber === articleNumber)?.name ?? articleNumber
                  }
                >
                  {t('window.orders.line', { article: articleNumber, delta: formats.signed(delta) })}
                </Link>
              ))}
              <Text size="xs" c="dimmed">
                {t(`booking.${booking.state}`)}
              </Text>
            </Group>
          ))
        )}
        {unbooked.map(({ articleNumber, sku, units, unbooked: why }, n) => (
          // Lines have no id of their own, and never change places.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <Text key={n} size="xs" c="dimmed">
            {t('window.orders.unbooked', {
              units: formats.number(units),
              article: articleNumber ?? sku ?? t('unit.pieces'),
              why: why === null ? '' : t(`unbooked.${why}`),
            })}
          </Text>
        ))}
      </Table.Td>
    </Table.Tr>
  );
}
