/** Ordrar: what was booked where. */
import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WindowClient } from '../../base/connection.ts';
import { useEngine, useStatus } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { openOutside } from '../../base/outside.ts';
import { useNow } from '../../base/progress.tsx';
import { Empty } from '../../components/empty.tsx';
import { Page } from '../../components/page.tsx';
import { TableSkeleton } from '../../components/table-skeleton.tsx';
import { Trouble } from '../../components/trouble.tsx';

type Order = Awaited<ReturnType<WindowClient['orders']['list']>>['orders'][number];

const PAGE = 50;
const REFRESH_MS = 2_000;

export function Orders() {
  const { t } = useLanguage();
  const engine = useEngine();
  const status = useStatus();
  const orders = useInfiniteQuery({
    queryKey: ['orders'],
    queryFn: ({ pageParam, signal }) =>
      engine.orders.list({ limit: PAGE, ...(pageParam === null ? {} : { after: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: REFRESH_MS,
  });
  const shown = orders.data?.pages.flatMap((page) => page.orders);
  const shop = status?.practice === false ? status.shop : null;
  return (
    <Page title={t('window.nav.orders')} about={t('window.orders.about')}>
      {orders.isError && shown === undefined ? (
        <Trouble error={orders.error} onRetry={() => void orders.refetch()} />
      ) : shown === undefined ? (
        <TableSkeleton />
      ) : shown.length === 0 ? (
        <Empty
          icon={IconListDetails}
          title={t('window.orders.emptyTitle')}
          how={t('window.orders.emptyHow')}
        />
      ) : (
        <>
          <Table aria-label={t('window.orders.table')} className="numbers" verticalSpacing={8}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('column.order')}</Table.Th>
                <Table.Th>{t('window.orders.when')}</Table.Th>
                <Table.Th>{t('column.state')}</Table.Th>
                <Table.Th>{t('column.bookings')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((order) => (
                <OrderRow key={order.orderId} order={order} shop={shop} />
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

/** `gid://shopify/Order/57` in the shop's admin. */
function adminAddress(shop: string, orderId: string): string {
  return `https://admin.shopify.com/store/${shop.replace('.myshopify.com', '')}/orders/${orderId.split('/').at(-1)}`;
}

function OrderRow({ order, shop }: { readonly order: Order; readonly shop: string | null }) {
  const { t, formats } = useLanguage();
  const now = useNow(30_000);
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
            onClick={() => openOutside(adminAddress(shop, order.orderId))}
          >
            {order.name} ↗
          </Button>
        )}
      </Table.Td>
      <Table.Td title={formats.stamp(order.createdAt)}>{formats.moment(order.createdAt, now)}</Table.Td>
      <Table.Td>{t(`order.${order.state}`)}</Table.Td>
      <Table.Td>
        {order.bookings.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('window.orders.notBooked')}
          </Text>
        ) : (
          order.bookings.map((booking) => (
            <Group key={booking.bookingId} gap="xs">
              <Badge variant="default" size="sm" tt="none">
                {t('window.orders.inStore', { store: booking.storeNumber })}
              </Badge>
              {booking.lines.map(({ articleNumber, delta }) => (
                <Link key={articleNumber} to="/articles" search={{ article: articleNumber }}>
                  {t('window.orders.line', { article: articleNumber, delta: formats.signed(delta) })}
                </Link>
              ))}
              <Text size="xs" c="dimmed">
                {t(`booking.${booking.state}`)}
              </Text>
            </Group>
          ))
        )}
      </Table.Td>
    </Table.Tr>
  );
}
