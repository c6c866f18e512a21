import { Group, Paper, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Status } from '../../../shared/contract/activity.ts';
import { useLanguage } from '../../base/locale.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import classes from './overview.module.css';

/** The one number: how many articles show the same on both sides. */
export function InStep({ status }: { readonly status: Status }) {
  const { t, formats } = useLanguage();
  const { webshop, inStep, outOfStep, unmatched } = status.articles;
  const share = (count: number) => `${webshop === 0 ? 0 : (100 * count) / webshop}%`;
  return (
    <Paper withBorder p="lg" component="section" aria-label={t('window.overview.inStep')}>
      <Stack gap="sm">
        <div>
          <Text className={classes.large} data-testid="in-step">
            {formats.number(inStep)}
          </Text>
          <Text size="lg" fw={550}>
            {t('window.overview.inStep', { count: inStep })}{' '}
            <Text component="span" c="dimmed" size="sm">
              {t('window.overview.ofWebshop', { count: webshop })}
            </Text>
          </Text>
        </div>
        <div className={classes.bar} aria-hidden>
          <span style={{ width: share(inStep), background: 'var(--state-in-step)' }} />
          <span style={{ width: share(outOfStep), background: 'var(--state-differs)' }} />
          <span style={{ width: share(unmatched), background: 'var(--state-unmatched)' }} />
        </div>
        <Group gap="lg">
          {outOfStep + unmatched === 0 && inStep > 0 ? (
            <StateBadge tone="inStep" words={t('window.overview.allGood')} />
          ) : null}
          {outOfStep === 0 ? null : (
            <Link to="/articles" search={{ show: 'differing' }}>
              <StateBadge tone="differs" words={t('window.overview.outOfStep', { count: outOfStep })} />
            </Link>
          )}
          {unmatched === 0 ? null : (
            <Link to="/articles" search={{ show: 'unmatched' }}>
              <StateBadge tone="unmatched" words={t('window.overview.unmatched', { count: unmatched })} />
            </Link>
          )}
        </Group>
      </Stack>
    </Paper>
  );
}
