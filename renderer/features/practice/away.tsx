import { Switch, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { Trouble } from '../../components/trouble.tsx';
import classes from './practice-panel.module.css';

const sides = ['shopify', 'easycashier'] as const;
type Side = (typeof sides)[number];

/** Lets a side play dead, to see that nothing is lost. */
export function Away({ away }: { readonly away: readonly Side[] }) {
  const { t } = useLanguage();
  const engine = useEngine();
  const queries = useQueryClient();
  const set = useMutation({
    mutationFn: (next: { side: Side; away: boolean }) => engine.host.practice.setAway(next),
    onSuccess: (host) => queries.setQueryData(['host'], host),
  });
  return (
    <section className={classes.group} aria-label={t('window.practice.trouble')}>
      <Title order={3} size="h6">
        {t('window.practice.trouble')}
      </Title>
      {sides.map((side) => (
        <Switch
          key={side}
          size="sm"
          color="violet"
          label={t(`window.practice.away.${side}`)}
          checked={away.includes(side)}
          onChange={(event) => set.mutate({ side, away: event.currentTarget.checked })}
        />
      ))}
      {set.isError ? <Trouble error={set.error} /> : null}
    </section>
  );
}
