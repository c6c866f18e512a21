/** How many of many articles are held back from the webshop; what that will send is said before it is saved. */
import { Button, Checkbox, Group, Select, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { readUnits } from '../../../shared/words/buffer-units.ts';
import { useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { BufferPreview, type BufferWish, useBufferPreview } from '../../components/buffer-preview.tsx';
import { Trouble } from '../../components/trouble.tsx';
import { UnitsField } from '../../components/units-field.tsx';
import { ListFields, useList, WhichArticles } from './bulk-source.tsx';

/** What the list of articles shows now. */
export interface Shown {
  readonly filter: Omit<NonNullable<BufferWish['every']>, 'storeNumber' | 'units'>;
  readonly count: number;
}

interface BulkBufferProps {
  readonly shown: Shown;
  readonly onClose: () => void;
}

type Row = NonNullable<BufferWish['buffers']>[number];
type Which = 'webshop' | 'shown' | 'list' | 'file';

export function BulkBuffer({ shown, onClose }: BulkBufferProps) {
  const { t } = useLanguage();
  const engine = useEngine();
  const queries = useQueryClient();
  const isFiltered = Object.keys(shown.filter).length > 0;
  const [which, setWhich] = useState<Which>(isFiltered && shown.count > 0 ? 'shown' : 'webshop');
  const [typed, setTyped] = useState('');
  const [isOwnGone, setOwnGone] = useState(false);
  const [storeNumber, setStore] = useState<string | null>(null);
  const stores = useQuery({
    queryKey: ['stores'],
    queryFn: ({ signal }) => engine.stores.list(undefined, { signal }),
  }).data?.stores;
  const units = isOwnGone ? null : typed.trim() === '' ? undefined : readUnits(typed);
  const list = useList<Row>(which, `buffers-${which}`, async (bytes) => {
    if (which === 'file') return (await engine.host.readBuffers(bytes)).buffers;
    const { articleNumbers } = await engine.host.readArticleNumbers(bytes);
    return articleNumbers.map((articleNumber) => ({ articleNumber, storeNumber: null, units: null }));
  });
  const wish = wishOf(which, { filter: shown.filter, rows: list.items, storeNumber, units });
  const preview = useBufferPreview(wish);
  const save = useMutation({
    mutationFn: (wished: BufferWish) => engine.articles.setBuffers({ ...wished, named: 0 }),
    onSettled: () => queries.invalidateQueries(),
  });
  const changed = preview.data?.changed ?? 0;

  return (
    <>
      <Text size="sm" c="dimmed">
        {t('window.articles.bulkBufferAbout')}
      </Text>
      <WhichArticles
        value={which}
        onChange={setWhich}
        choices={[
          { value: 'webshop', label: t('window.articles.bulkWebshopOnes') },
          ...(isFiltered && shown.count > 0
            ? [{ value: 'shown' as const, label: t('window.articles.bulkShown', { count: shown.count }) }]
            : []),
          { value: 'list', label: t('window.articles.bulkList') },
          { value: 'file', label: t('window.articles.bulkBufferFile') },
        ]}
      />
      <ListFields which={which} list={list} fileLabel={t('window.articles.bulkBufferFile')}>
        {(args) => t('window.articles.bulkBufferFileRead', args)}
      </ListFields>
      {which === 'file' ? null : (
        <Group align="flex-start">
          <UnitsField
            label={t('window.buffer.units')}
            value={isOwnGone ? '' : typed}
            isDisabled={isOwnGone}
            onChange={setTyped}
          />
          <Select
            label={t('column.store')}
            size="xs"
            w={180}
            allowDeselect={false}
            value={storeNumber ?? ''}
            onChange={(value) => setStore(value || null)}
            data={[
              { value: '', label: t('window.buffer.every') },
              ...(stores ?? []).map((store) => ({ value: store.storeNumber, label: store.name })),
            ]}
          />
          <Checkbox
            label={t('window.buffer.own')}
            checked={isOwnGone}
            onChange={(event) => setOwnGone(event.currentTarget.checked)}
          />
        </Group>
      )}
      <BufferPreview
        preview={preview}
        storeName={(number) => stores?.find((store) => store.storeNumber === number)?.name ?? number}
      />
      {save.isError ? <Trouble error={save.error} /> : null}
      {save.data === undefined || save.isPending ? null : (
        <Text size="sm" fw={500} role="status">
          {save.data.sent === 0
            ? t('window.buffer.savedNone')
            : t('window.buffer.saved', { count: save.data.sent })}
        </Text>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('window.common.close')}
        </Button>
        <Button
          data-primary
          disabled={wish === null || changed === 0}
          loading={save.isPending}
          onClick={() => wish !== null && save.mutate(wish)}
        >
          {preview.data === undefined
            ? t('window.buffer.goNone')
            : t('window.buffer.goMany', { count: changed })}
        </Button>
      </Group>
    </>
  );
}

interface Wished {
  readonly filter: Shown['filter'];
  readonly rows: readonly Row[];
  readonly storeNumber: string | null;
  /** Undefined: none has been typed, or what was typed is none. */
  readonly units: number | null | undefined;
}

function wishOf(which: Which, { filter, rows, storeNumber, units }: Wished): BufferWish | null {
  if (which === 'file') return rows.length === 0 ? null : { buffers: [...rows] };
  if (units === undefined) return null;
  if (which === 'webshop') return { every: { webshop: true, storeNumber, units } };
  if (which === 'shown') return { every: { ...filter, storeNumber, units } };
  if (rows.length === 0) return null;
  return { buffers: rows.map(({ articleNumber }) => ({ articleNumber, storeNumber, units })) };
}
