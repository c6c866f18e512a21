/** Which orders: by their name or goods, by day, store and state. */
import { CloseButton, Group, Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useLanguage } from '../../base/locale.tsx';
import type { OrderFilter } from '../../base/order-filter.ts';
import { DayRange } from '../../components/day-range.tsx';

export const orderStates = [
  'open',
  'waitingForRouting',
  'cancelled',
  'fulfilled',
  'test',
  'beforeActivation',
] as const;

interface FilterBarProps {
  readonly filter: OrderFilter;
  readonly stores: readonly { readonly storeNumber: string; readonly name: string }[];
  readonly onChange: (filter: OrderFilter) => void;
}

export function FilterBar({ filter, stores, onChange }: FilterBarProps) {
  const { t } = useLanguage();
  const change = (part: { readonly [Name in keyof OrderFilter]: string | null }) => {
    const next = { ...filter, ...part };
    onChange(Object.fromEntries(Object.entries(next).filter(([, value]) => value)) as OrderFilter);
  };
  // The address follows a moment later than the hand.
  const [search, setSearch] = useState(filter.search ?? '');
  const type = (text: string) => {
    setSearch(text);
    change({ search: text });
  };
  return (
    <Group gap="xs" wrap="wrap">
      <TextInput
        data-search
        type="search"
        w={300}
        size="xs"
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={
          search === '' ? null : (
            <CloseButton size="sm" aria-label={t('window.common.clear')} onClick={() => type('')} />
          )
        }
        aria-label={t('window.orders.search')}
        placeholder={t('window.orders.search')}
        value={search}
        onChange={(event) => type(event.currentTarget.value)}
      />
      <DayRange
        days={{ since: filter.since ?? '', until: filter.until ?? '' }}
        onChange={({ since, until }) => change({ since, until })}
      />
      <Select
        w={160}
        size="xs"
        aria-label={t('column.store')}
        placeholder={t('window.log.allStores')}
        clearable
        value={filter.store ?? null}
        onChange={(store) => change({ store })}
        data={stores.map(({ storeNumber, name }) => ({ value: storeNumber, label: name }))}
      />
      <Select
        w={160}
        size="xs"
        aria-label={t('column.state')}
        placeholder={t('window.orders.allStates')}
        clearable
        value={filter.state ?? null}
        onChange={(state) => change({ state })}
        data={[
          { value: 'unbooked', label: t('window.orders.onlyUnbooked') },
          ...orderStates.map((state) => ({ value: state, label: t(`order.${state}`) })),
        ]}
      />
    </Group>
  );
}
