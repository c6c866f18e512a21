import { Alert, Group, Text } from '@mantine/core';
import { IconClipboardList } from '@tabler/icons-react';
import type { Status } from '../../../shared/contract/activity.ts';
import { useLanguage } from '../../base/locale.tsx';
import { useNow } from '../../base/progress.tsx';
import { Stocktake } from '../../components/stocktake.tsx';

/** Which stores are being counted, and for how long nothing has been sent for them. */
export function Stocktakes({ status }: { readonly status: Status }) {
  const { t, formats } = useLanguage();
  const now = useNow(30_000);
  return status.stocktakes.map((store) => (
    <Alert
      key={store.storeNumber}
      color="violet"
      variant="light"
      icon={<IconClipboardList aria-hidden />}
      title={t('window.stocktake.going', { store: store.name, age: formats.since(store.since, now) })}
    >
      <Group justify="space-between">
        <Text size="sm">{t('window.stocktake.goingHow')}</Text>
        <Stocktake store={store} isOn />
      </Group>
    </Alert>
  ));
}
