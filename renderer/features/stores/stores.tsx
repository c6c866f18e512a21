/** Organisation > Butiker: which location in Shopify each store answers to. */

import { Alert, Button, Paper, Skeleton, Stack, Table, Text, VisuallyHidden } from '@mantine/core';
import { IconBuildingStore, IconHandStop } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { OurTime } from '../../../shared/words/time.ts';
import { useHost, useStatus } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { useNow } from '../../base/progress.tsx';
import { Empty } from '../../components/empty.tsx';
import { MultipleLocations } from '../../components/multiple-locations.tsx';
import { Page } from '../../components/page.tsx';
import { practiceAddressOf } from '../../components/practice-address.ts';
import { StateBadge } from '../../components/state-badge.tsx';
import { Stocktake } from '../../components/stocktake.tsx';
import { StorePlace } from '../../components/store-place.tsx';
import { Trouble } from '../../components/trouble.tsx';
import { type Location, type Store, useLocations, useStores } from '../../components/use-connection.ts';
import { Unmap } from './unmap.tsx';

const REFRESH_MS = 3_000;

export function Stores() {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const status = useStatus();
  const stores = useStores({ everyMs: REFRESH_MS });
  const locations = useLocations(status?.shop != null);
  const rows = stores.data?.stores ?? [];
  const mapped = rows.filter((store) => store.locationId !== null).length;

  return (
    <Page title={t('window.nav.stores')} about={t('window.stores.about')}>
      {stores.isPending ? (
        <Stack gap="xs">
          <Skeleton h={44} />
          <Skeleton h={160} />
        </Stack>
      ) : stores.isError ? (
        <Trouble error={stores.error} onRetry={() => void stores.refetch()} />
      ) : rows.length === 0 ? (
        <Empty
          icon={IconBuildingStore}
          title={t('window.stores.emptyTitle')}
          how={t('window.stores.emptyHow')}
          action={
            <Button mt="xs" onClick={() => void navigate({ to: '/webshop' })}>
              {t('window.stores.openGuide')}
            </Button>
          }
        />
      ) : (
        <>
          {mapped === 0 ? (
            <Alert variant="light" color="yellow" icon={<IconHandStop aria-hidden />}>
              {t('window.stores.noneMapped')}
            </Alert>
          ) : null}
          {locations.isError ? (
            <Trouble error={locations.error} onRetry={() => void locations.refetch()} />
          ) : null}
          <Paper withBorder p="md">
            <MultipleLocations isOn={stores.data.multipleLocations} mapped={mapped} />
          </Paper>
          <Paper withBorder>
            <Rows rows={rows} locations={locations.data?.locations ?? []} />
          </Paper>
        </>
      )}
    </Page>
  );
}

interface RowsProps {
  readonly rows: readonly Store[];
  readonly locations: readonly Location[];
}

function Rows({ rows, locations }: RowsProps) {
  const { t, formats } = useLanguage();
  const practice = useHost()?.practice ?? null;
  const isActive = useStatus()?.activatedAt != null;
  const now = useNow();
  const age = (at: OurTime | null) =>
    at === null ? t('window.stores.never') : t('window.stores.ago', { age: formats.since(at, now) });
  return (
    <Table.ScrollContainer minWidth={620} type="native" pos="relative">
      <Table aria-label={t('window.stores.table')} verticalSpacing="sm" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={170}>{t('window.stores.store')}</Table.Th>
            <Table.Th>{t('window.stores.place')}</Table.Th>
            <Table.Th w={110}>{t('window.stores.lastPush')}</Table.Th>
            <Table.Th w={110}>{t('window.stores.lastOrder')}</Table.Th>
            <Table.Th w={60}>
              <VisuallyHidden>{t('window.stores.unmap')}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((store) => (
            <Table.Tr key={store.storeNumber} style={{ verticalAlign: 'top' }}>
              <Table.Td>
                <Text size="sm" fw={600}>
                  {store.name}
                </Text>
                <Text size="xs" c="dimmed" mb={6}>
                  {t('window.stores.number', { number: store.storeNumber })}
                </Text>
                {store.stocktakeSince === null ? null : (
                  <StateBadge
                    tone="paused"
                    words={t('window.stocktake.since', { age: formats.since(store.stocktakeSince, now) })}
                  />
                )}
                {isActive && store.locationId !== null ? (
                  <Stocktake store={store} isOn={store.stocktakeSince !== null} />
                ) : null}
              </Table.Td>
              <Table.Td>
                <StorePlace
                  store={store}
                  locations={locations}
                  practiceAddress={practiceAddressOf(practice, store.storeNumber)}
                />
              </Table.Td>
              <Table.Td className="numbers">{age(store.lastPushAt)}</Table.Td>
              <Table.Td className="numbers">{age(store.lastOrderAt)}</Table.Td>
              <Table.Td>{store.locationId === null ? null : <Unmap store={store} />}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
