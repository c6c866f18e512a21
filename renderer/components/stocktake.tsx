/** A store is being counted: begin after what it means has been said, and end when the count is in EasyCashier. */
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useEngine } from '../base/engine.tsx';
import { useLanguage } from '../base/locale.tsx';
import { Confirm } from './confirm.tsx';

interface StocktakeProps {
  readonly store: { readonly storeNumber: string; readonly name: string };
  readonly isOn: boolean;
}

export function Stocktake({ store, isOn }: StocktakeProps) {
  const { t } = useLanguage();
  const engine = useEngine();
  const queries = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const change = useMutation({
    mutationFn: () => engine.stores.setStocktake({ storeNumber: store.storeNumber, on: !isOn }),
    onSuccess: () => setAsked(false),
    onSettled: () => queries.invalidateQueries(),
  });
  const step = isOn ? 'end' : 'begin';
  const close = () => {
    setAsked(false);
    change.reset();
  };
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => setAsked(true)}
        aria-label={t(`window.stocktake.${step}Of`, { store: store.name })}
      >
        {t(`window.stocktake.${step}`)}
      </Button>
      <Confirm
        isOpen={isAsked}
        title={t(`window.stocktake.${step}Of`, { store: store.name })}
        action={t(`window.stocktake.${step}`)}
        isPending={change.isPending}
        error={change.error}
        onConfirm={() => change.mutate()}
        onClose={close}
      >
        {t(`window.stocktake.${step}About`)}
      </Confirm>
    </>
  );
}
