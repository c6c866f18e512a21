/** »Multipla distributionsställen«: one switch, with what it means. */
import { Switch, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useEngine } from '../base/engine.tsx';
import { useLanguage } from '../base/locale.tsx';
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
  const [isTold, setTold] = useState(false);
  return (
    <>
      <Switch
        label={t('window.stores.several')}
        description={t('window.stores.severalAbout')}
        // Shown at once, and never disabled: the focus would be lost.
        checked={set.isPending ? set.variables : isOn}
        onChange={(event) => {
          if (isHeld) setTold(true);
          else if (!set.isPending) set.mutate(event.currentTarget.checked);
        }}
      />
      {isHeld && isTold ? (
        <Text size="sm" mt="xs" role="alert" c="var(--state-needs-you)">
          {t('window.stores.severalHeld')}
        </Text>
      ) : null}
      {set.isError ? <Trouble error={set.error} /> : null}
    </>
  );
}
