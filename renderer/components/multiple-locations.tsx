/** »Multipla distributionsställen«: one switch, with what it means. */
import { Switch } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEngine } from '../app/engine.tsx';
import { useLanguage } from '../app/locale.tsx';
import { Trouble } from './trouble.tsx';
import { useConnectionChanged } from './use-connection.ts';

interface MultipleLocationsProps {
  readonly isOn: boolean;
  /** Stores that have a place. */
  readonly mapped: number;
}

export function MultipleLocations({ isOn, mapped }: MultipleLocationsProps) {
  const { t } = useLanguage();
  const engine = useEngine();
  const changed = useConnectionChanged();
  const set = useMutation({
    mutationFn: (on: boolean) => engine.stores.setMultipleLocations({ on }),
    onSettled: changed,
  });
  const isHeld = isOn && mapped > 1;
  return (
    <>
      <Switch
        label={t('window.stores.several')}
        description={t(isHeld ? 'window.stores.severalHeld' : 'window.stores.severalAbout')}
        checked={isOn}
        disabled={isHeld || set.isPending}
        onChange={(event) => set.mutate(event.currentTarget.checked)}
      />
      {set.isError ? <Trouble error={set.error} /> : null}
    </>
  );
}
