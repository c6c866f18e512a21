/** The week at a glance: what was sold, ordered, found and mended, day by day. Every figure stands there, and is drawn below itself. */
import { Paper, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type Week, weekFigures } from '../../../shared/contract/activity.ts';
import { useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { useNow } from '../../base/progress.tsx';
import { useTraffic } from './use-traffic.ts';
import classes from './week-card.module.css';

const REFRESH_MS = 30_000;

export function WeekCard() {
  const { t } = useLanguage();
  const engine = useEngine();
  const days = useQuery({
    queryKey: ['week'],
    queryFn: ({ signal }) => engine.activity.week(undefined, { signal }),
    refetchInterval: REFRESH_MS,
  }).data?.days;
  return (
    <Paper withBorder p="md" component="section" aria-label={t('window.overview.week')}>
      <Text fw={600}>{t('window.overview.week')}</Text>
      <Oldest />
      {days === undefined ? (
        <Skeleton h={170} />
      ) : days.every(({ figures }) => figures === null) ? (
        <Text size="sm" c="dimmed" py="xl" ta="center">
          {t('window.overview.weekEmpty')}
        </Text>
      ) : (
        <Table days={days} />
      )}
    </Paper>
  );
}

/** The one figure of the week that is of now. */
function Oldest() {
  const { t, formats } = useLanguage();
  const now = useNow(30_000);
  const traffic = useTraffic();
  if (traffic === undefined) return null;
  const { oldestWaitingAt: since } = traffic;
  return (
    <Text size="sm" c="dimmed" mb="xs">
      {since === null ? t('week.noneWaits') : t('week.oldest', { since: formats.moment(since, now) })}
    </Text>
  );
}

function Table({ days }: { readonly days: Week['days'] }) {
  const { t, formats } = useLanguage();
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{t('week.day')}</th>
          {days.map(({ day }) => (
            <th key={day} scope="col" className="numbers">
              {formats.weekday(day)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weekFigures.map((figure) => {
          const most = Math.max(...days.map(({ figures }) => figures?.[figure] ?? 0));
          return (
            <tr key={figure}>
              <th scope="row">{t(`week.${figure}`)}</th>
              {days.map(({ day, figures }) => (
                <td key={day} className="numbers">
                  <span>{figures === null ? '–' : formats.number(figures[figure])}</span>
                  <span className={classes.bar} aria-hidden>
                    <span style={{ height: `${shareOf(figures?.[figure] ?? 0, most)}%` }} data-of={figure} />
                  </span>
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Per cent of the row's highest bar; what there is can be seen, however little beside it. */
const shareOf = (value: number, most: number) => (value <= 0 ? 0 : Math.max(8, (value / most) * 100));
