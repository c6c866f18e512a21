import { Button, NumberInput, Select, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { HostState, PracticeGoods } from '../../../shared/contract/host.ts';
import { useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { Trouble } from '../../components/trouble.tsx';
import { Away } from './away.tsx';
import { BothSides } from './both-sides.tsx';
import classes from './practice-panel.module.css';
import { WebOrders } from './web-orders.tsx';

type Practice = NonNullable<HostState['practice']>;

const EVERY_MS = 1_000;
const sales = ['sell', 'return', 'deliver', 'count'] as const;
type Sale = (typeof sales)[number];

export function Playground({ practice }: { readonly practice: Practice }) {
  const { t, locale } = useLanguage();
  const engine = useEngine();
  const queries = useQueryClient();
  const [search, setSearch] = useState('');
  const [wanted] = useDebouncedValue(search, 150);
  const [chosen, setChosen] = useState<string | null>(null);
  const [storeNumber, setStoreNumber] = useState(practice.places[0]?.storeNumber ?? '');
  const [quantity, setQuantity] = useState<number | string>(1);

  const found = useGoods(wanted, 12);
  // Something to begin with; it stays, whatever becomes of its numbers.
  const first = chosen === null ? found.data?.goods.find(isSimple)?.articleNumber : undefined;
  if (first !== undefined) setChosen(first);
  const articleNumber = chosen;
  const own = useGoods(articleNumber ?? '', 100, articleNumber !== null);
  const goods = own.data?.goods.find((one) => one.articleNumber === articleNumber) ?? null;

  const act = useMutation({
    mutationFn: async (what: Sale | 'shopify') => {
      if (articleNumber === null || typeof quantity !== 'number') return;
      const place = { articleNumber, storeNumber, quantity };
      if (what === 'shopify') await engine.host.practice.changeInShopify(place);
      else await engine.host.practice.till({ what, ...place });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['practice'] }),
  });
  const isReady = articleNumber !== null && typeof quantity === 'number';
  const isCounted = isReady && Number.isInteger(quantity) && quantity >= 0;
  const labelOf = (one: PracticeGoods) => `${one.articleNumber} ${one.name}`;
  const listed = [...(found.data?.goods ?? [])];
  if (goods !== null && !listed.some((one) => one.articleNumber === goods.articleNumber)) listed.push(goods);

  return (
    <>
      <Select
        size="sm"
        label={t('window.practice.article')}
        placeholder={t('window.practice.search')}
        searchable
        value={articleNumber}
        onChange={setChosen}
        onSearchChange={setSearch}
        filter={({ options }) => options}
        allowDeselect={false}
        data={listed.map((one) => ({ value: one.articleNumber, label: labelOf(one) }))}
        nothingFoundMessage={t('window.practice.nothing')}
        comboboxProps={{ withinPortal: true }}
      />
      <BothSides goods={goods} places={practice.places} />
      <div className={classes.pair}>
        <Select
          size="sm"
          label={t('window.practice.store')}
          value={storeNumber}
          onChange={(value) => value !== null && setStoreNumber(value)}
          allowDeselect={false}
          data={practice.places.map((place) => ({ value: place.storeNumber, label: place.storeName }))}
        />
        <NumberInput
          size="sm"
          label={t('window.practice.quantity')}
          value={quantity}
          onChange={setQuantity}
          min={0}
          max={100_000}
          decimalScale={3}
          allowedDecimalSeparators={[',', '.']}
          decimalSeparator={locale === 'sv' ? ',' : '.'}
        />
      </div>
      <section className={classes.group} aria-label={t('window.practice.till')}>
        <Title order={3} size="h6">
          {t('window.practice.till')}
        </Title>
        <div className={classes.acts}>
          {sales.map((what) => (
            <Button
              key={what}
              size="xs"
              {...(what === 'sell' ? { color: 'violet.8' } : { variant: 'default' })}
              disabled={!isReady || quantity <= 0}
              onClick={() => act.mutate(what)}
            >
              {t(`window.practice.${what}`)}
            </Button>
          ))}
        </div>
      </section>
      <WebOrders
        articleNumber={articleNumber}
        storeNumber={storeNumber}
        quantity={isCounted && quantity > 0 ? quantity : null}
      />
      <section className={classes.group} aria-label={t('window.practice.byHand')}>
        <Title order={3} size="h6">
          {t('window.practice.byHand')}
        </Title>
        <Button size="xs" variant="default" disabled={!isCounted} onClick={() => act.mutate('shopify')}>
          {t('window.practice.setTo', { quantity: isReady ? quantity : '…' })}
        </Button>
        <Text size="xs" c="dimmed">
          {t('window.practice.byHandAbout')}
        </Text>
      </section>
      {act.isError ? <Trouble error={act.error} /> : null}
      <Away away={practice.away} />
    </>
  );
}

/** On the web, and counted in whole numbers in every store: what is easiest to follow with the eye. */
function isSimple(one: PracticeGoods): boolean {
  return (
    one.isWebshop &&
    one.cells.every((cell) => cell.shopify !== null && Number.isInteger(cell.easycashier) && cell.shopify > 3)
  );
}

/** The practice shops' own numbers, again every second. */
function useGoods(search: string, limit: number, isEnabled = true) {
  const engine = useEngine();
  return useQuery({
    queryKey: ['practice', 'goods', search, limit],
    queryFn: ({ signal }) => engine.host.practice.goods({ search, limit }, { signal }),
    refetchInterval: EVERY_MS,
    placeholderData: keepPreviousData,
    enabled: isEnabled,
  });
}
