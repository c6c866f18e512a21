/** What became of the last message on each way, and what stands still that has been told. */
import { Stack, Text } from '@mantine/core';
import type { AlertsView } from '../../../shared/contract/alerts.ts';
import { findRefusal, troubleText } from '../../../shared/i18n/sentences.ts';
import { alertChannels } from '../../../shared/words/alerts.ts';
import { useLanguage } from '../../base/locale.tsx';
import { useNow } from '../../base/progress.tsx';
import { StateBadge } from '../../components/state-badge.tsx';

export function AlertDeliveries({ view }: { readonly view: AlertsView }) {
  const { t, formats, translator } = useLanguage();
  const now = useNow(30_000);
  return (
    <Stack gap="xs" role="status">
      {alertChannels.map((channel) => {
        const delivery = view.deliveries[channel];
        if (delivery === null || view[channel] === null) return null;
        const words = { way: t(`alertWay.${channel}`), at: formats.moment(delivery.at, now) };
        const { failure } = delivery;
        const why = failure && findRefusal(translator, failure.code, failure.args);
        return (
          <div key={channel}>
            <StateBadge
              tone={failure === null ? 'inStep' : 'failed'}
              words={t(failure === null ? 'window.alerts.arrived' : 'window.alerts.notArrived', words)}
            />
            {why ? <Text size="sm">{`${why.what} ${why.next}`}</Text> : null}
          </div>
        );
      })}
      {view.standstills.map(({ subject, code, args, since, told }) => (
        <Text key={subject} size="sm">
          {t(told.length > 0 ? 'window.alerts.told' : 'window.alerts.toTell', {
            what: subject === 'guard' ? t('alert.guard.what') : troubleText(translator, { code, args }),
            since: formats.moment(since, now),
          })}
        </Text>
      ))}
    </Stack>
  );
}
