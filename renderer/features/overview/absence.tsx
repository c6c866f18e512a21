import { Alert, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Status } from '../../../shared/contract/activity.ts';
import { msBetween } from '../../../shared/words/time.ts';
import { useLanguage } from '../../base/locale.tsx';
import { useNow } from '../../base/progress.tsx';

/** After a weekend: how long nobody looked, and what was done after it. */
export function Absence({ absence }: { readonly absence: Status['absence'] }) {
  const { t, formats } = useLanguage();
  const now = useNow(60_000);
  if (absence === null) return null;
  const { since, until, orders, pushes } = absence;
  return (
    <Alert
      color="gray"
      variant="light"
      py="xs"
      icon={<IconHistory aria-hidden />}
      data-testid="absence"
      role="status"
    >
      <Text size="sm">
        <strong>{t('away.hours', { hours: Math.round(msBetween(since, until) / 3_600_000) })}</strong>{' '}
        {t('away.orders', { orders })}, {t('away.pushes', { pushes })}.{' '}
        <Text component="span" inherit c="dimmed">
          {t('window.overview.awaySpan', {
            since: formats.moment(since, now),
            until: formats.moment(until, now),
          })}
        </Text>{' '}
        {orders === 0 ? null : (
          <Link to="/orders" search={{ since: formats.stamp(since).slice(0, 10) }}>
            {t('window.overview.awayOrders')}
          </Link>
        )}
      </Text>
    </Alert>
  );
}
