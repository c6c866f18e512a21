/**
 * Webshop butiksid of one store: pasted as an admin address, a gid or a number, or picked from Shopify's own list. It
 * checks itself when it is left, and says what was understood.
 */
import { Button, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { refusalOf, useEngine, useExplain } from '../base/engine.tsx';
import { useLanguage } from '../base/locale.tsx';
import { PlaceSaid, type Said } from './place-said.tsx';
import classes from './store-place.module.css';
import { type Location, type Store, useConnectionChanged } from './use-connection.ts';

interface StorePlaceProps {
  readonly store: Store;
  readonly locations: readonly Location[];
  /** An address to paste, where the shop is there to practise on. */
  readonly practiceAddress?: string | undefined;
}

const placeNumber = (locationId: string): string => locationId.replace(/^.*\//, '');

export function StorePlace({ store, locations, practiceAddress }: StorePlaceProps) {
  const { t } = useLanguage();
  const engine = useEngine();
  const explain = useExplain();
  const changed = useConnectionChanged();
  const [typed, setTyped] = useState<string | null>(null);
  const map = useMutation({
    mutationFn: (location: string) => engine.stores.map({ storeNumber: store.storeNumber, location }),
    onSuccess: () => setTyped(null),
    onSettled: changed,
  });
  const several = useMutation({
    mutationFn: async (location: string) => {
      await engine.stores.setMultipleLocations({ on: true });
      await map.mutateAsync(location).catch(() => undefined);
    },
    onSettled: changed,
  });

  const stored = store.locationId === null ? '' : placeNumber(store.locationId);
  const shown = typed ?? stored;
  const label = t('window.stores.placeOf', { store: store.name });
  const settle = (text: string) => {
    const wanted = text.trim();
    if (wanted === '' || wanted === stored) {
      setTyped(null);
      map.reset();
      return;
    }
    if (map.isPending || (map.isError && map.variables === wanted)) return;
    map.mutate(wanted);
  };
  const take = (text: string) => {
    setTyped(text);
    settle(text);
  };

  const location = locations.find((one) => one.locationId === store.locationId);
  const said = ((): Said => {
    if (map.isPending) return { state: 'idle', words: t('window.stores.looking') };
    if (map.isError && typed !== null) {
      const { what, next } = explain(map.error);
      return { state: 'failed', words: `${what} ${next}` };
    }
    if (store.locationId === null) return { state: 'idle', words: t('window.stores.notMapped') };
    const args = { id: stored, name: location?.name ?? store.locationName ?? '…' };
    if (location === undefined) return { state: 'idle', words: t('window.stores.understood', args) };
    if (!location.isActive) return { state: 'failed', words: t('window.stores.understoodInactive', args) };
    if (!location.fulfillsOnlineOrders)
      return { state: 'warning', words: t('window.stores.understoodOffline', args) };
    return { state: 'ok', words: t('window.stores.understoodActive', args) };
  })();
  const needsSeveral = map.isError && typed !== null && refusalOf(map.error)?.code === 'multipleLocationsOff';

  return (
    <div className={classes.pair} data-store={store.storeNumber}>
      <TextInput
        size="sm"
        aria-label={label}
        placeholder={t('window.stores.placeholder')}
        value={shown}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={(event) => settle(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && settle(event.currentTarget.value)}
        error={said.state === 'failed'}
        aria-describedby={`said-${store.storeNumber}`}
      />
      <Select
        size="sm"
        aria-label={t('window.stores.pick', { store: store.name })}
        placeholder={t('window.stores.pickPlaceholder')}
        value={store.locationId}
        onChange={(value) => value !== null && take(placeNumber(value))}
        allowDeselect={false}
        data={locations.map((one) => ({
          value: one.locationId,
          label: one.isActive ? one.name : t('window.stores.inactiveName', { name: one.name }),
          disabled: !one.isActive,
        }))}
        nothingFoundMessage={t('window.stores.noLocations')}
      />
      <PlaceSaid id={`said-${store.storeNumber}`} said={said}>
        {needsSeveral ? (
          <Button
            size="compact-xs"
            variant="default"
            loading={several.isPending}
            onClick={() => several.mutate(shown.trim())}
          >
            {t('window.stores.severalOn')}
          </Button>
        ) : null}
        {practiceAddress !== undefined && store.locationId === null ? (
          <Button
            size="compact-xs"
            color="violet.8"
            onClick={() => take(practiceAddress)}
            aria-label={t('window.stores.pasteFor', { store: store.name })}
          >
            {t('window.stores.paste')}
          </Button>
        ) : null}
      </PlaceSaid>
    </div>
  );
}
