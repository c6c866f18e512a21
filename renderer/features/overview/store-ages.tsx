import { Paper, Skeleton, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { OurTime } from '../../../shared/words/time.ts';
import { useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { useNow } from '../../base/progress.tsx';

const REFRESH_MS = 5_000;

/** Each store's last push and last order. */
export function StoreAges() {
  const { t, formats } = useLanguage();
  const engine = useEngine();
  const now = useNow();
  const stores = useQuery({
    queryKey: ['stores'],
    queryFn: ({ signal }) => engine.stores.list(undefined, { signal }),
    refetchInterval: REFRESH_MS,
  }).data?.stores;
  const ago = (at: OurTime | null) =>
    at === null ? t('window.overview.never') : t('window.overview.ago', { age: formats.since(at, now) });
  return (
    <Paper withBorder p="md" component="section" aria-label={t('window.overview.stores')}>
      <Text fw={600} mb="xs">
        {t('window.overview.stores')}
      </Text>
      {stores === undefined ? (
        <Skeleton h={90} />
      ) : (
        <Table className="numbers">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('column.store')}</Table.Th>
              <Table.Th>{t('window.overview.lastPush')}</Table.Th>
              <Table.Th>{t('window.overview.lastOrder')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {stores.map((store) => (
              <Table.Tr key={store.storeNumber}>
                <Table.Td>{store.name}</Table.Td>
                {store.locationId === null ? (
                  <Table.Td colSpan={2} c="dimmed">
                    {t('window.overview.unmapped')}
                  </Table.Td>
                ) : (
                  <>
                    <Table.Td>{ago(store.lastPushAt)}</Table.Td>
                    <Table.Td>{ago(store.lastOrderAt)}</Table.Td>
                  </>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Paper>
  );
}
