import { Switch } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
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
        // Shown at once, and never disabled: the focus would be lost.
        checked={set.isPending ? set.variables : isOn}
        onChange={(event) => !set.isPending && set.mutate(event.currentTarget.checked)}
      />
      {set.isError ? <Trouble error={set.error} /> : null}
    </>
  );
}
