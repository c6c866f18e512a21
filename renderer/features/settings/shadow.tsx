import { Switch } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEngine } from '../../app/engine.tsx';
import { useLanguage } from '../../app/locale.tsx';
import { Trouble } from '../../components/trouble.tsx';

/** Skuggläge: reads for real, writes nothing. */
export function Shadow({ isOn }: { readonly isOn: boolean }) {
  const { t } = useLanguage();
  const engine = useEngine();
  const queries = useQueryClient();
  const set = useMutation({
    mutationFn: (shadow: boolean) => engine.activity.setSettings({ shadow }),
    onSuccess: (answer) => {
      queries.setQueryData(['settings'], answer);
      return queries.invalidateQueries({ queryKey: ['status'] });
    },
  });
  return (
    <>
      <Switch
        label={t('setting.shadow')}
        description={t('window.settings.shadowAbout')}
        checked={isOn}
        disabled={set.isPending}
        onChange={(event) => set.mutate(event.currentTarget.checked)}
      />
      {set.isError ? <Trouble error={set.error} /> : null}
    </>
  );
}
