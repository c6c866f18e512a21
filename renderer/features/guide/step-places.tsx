/** Step 2: Webshop butiksid, store by store. */
import { Button, Group, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { useHost } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { LinkTo } from '../../components/link-to.tsx';
import { MultipleLocations } from '../../components/multiple-locations.tsx';
import { practiceAddressOf } from '../../components/practice-address.ts';
import { StorePlace } from '../../components/store-place.tsx';
import { Trouble } from '../../components/trouble.tsx';
import { useLocations, useStores } from '../../components/use-connection.ts';
import { NeedsStep } from './needs-step.tsx';
import { StepTitle } from './step-title.tsx';
import type { Guide, View } from './use-guide.ts';

interface StepPlacesProps {
  readonly guide: Guide;
  readonly onOpen: (view: View) => void;
}

export function StepPlaces({ guide, onOpen }: StepPlacesProps) {
  const { t } = useLanguage();
  const practice = useHost()?.practice ?? null;
  const stores = useStores();
  const locations = useLocations(guide.isShopify);
  const rows = stores.data?.stores ?? [];
  return (
    <>
      <StepTitle>{t('window.guide.places.title')}</StepTitle>
      <Text size="sm" c="dimmed">
        {t('window.guide.places.about')}
      </Text>
      {!guide.done.app ? (
        <NeedsStep step="app" onOpen={onOpen} />
      ) : stores.data === undefined ? (
        <Skeleton h={120} />
      ) : (
        <>
          {rows.length > 1 || stores.data.multipleLocations ? (
            <Paper withBorder p="md">
              <MultipleLocations isOn={stores.data.multipleLocations} mapped={guide.mapped} />
            </Paper>
          ) : null}
          {locations.isError ? (
            <Trouble error={locations.error} onRetry={() => void locations.refetch()} />
          ) : null}
          <Paper withBorder p="md">
            <Stack gap="lg">
              {rows.map((store) => (
                <div key={store.storeNumber}>
                  <Text size="sm" fw={600} mb={4}>
                    {store.name}{' '}
                    <Text component="span" size="xs" c="dimmed">
                      {t('window.stores.number', { number: store.storeNumber })} · {t('window.stores.place')}
                    </Text>
                  </Text>
                  <StorePlace
                    store={store}
                    locations={locations.data?.locations ?? []}
                    practiceAddress={practiceAddressOf(practice, store.storeNumber)}
                  />
                </div>
              ))}
              {rows.length === 0 ? <Text size="sm">{t('window.guide.places.none')}</Text> : null}
            </Stack>
          </Paper>
          <Group justify="space-between">
            <LinkTo to="/stores">{t('window.guide.places.later')}</LinkTo>
            <Button data-primary disabled={!guide.done.places} onClick={() => onOpen('activate')}>
              {t('window.guide.places.next')}
            </Button>
          </Group>
        </>
      )}
    </>
  );
}
