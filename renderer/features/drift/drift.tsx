/** Jämför saldon: both sides read afresh, every difference with its cause and a button for its cure. */

import { Badge, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconScale } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { ourTime } from '../../../shared/words/time.ts';
import type { WindowClient } from '../../base/connection.ts';
import { useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { useNow } from '../../base/progress.tsx';
import { Empty } from '../../components/empty.tsx';
import { Page } from '../../components/page.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { Trouble } from '../../components/trouble.tsx';
import { TwoLines } from '../../components/two-lines.tsx';
import { useStoreName } from '../../components/use-connection.ts';
import { type Column, VirtualTable } from '../../components/virtual-table.tsx';
import classes from './drift.module.css';
import { DriftHistory } from './drift-history.tsx';

type Report = Awaited<ReturnType<WindowClient['sync']['drift']>>;
type Difference = Report['differences'][number];
type Cause = Difference['cause'];

const causes = [
  'needsYou',
  'stocktake',
  'missedOrder',
  'changedInShopify',
  'failedPush',
  'undone',
  'queued',
] as const satisfies Cause[];
const gaps = ['decimals', 'buffer', 'belowZero', 'setAside'] as const;
const cures: Readonly<Record<Cause, '/sync' | '/orders' | '/inbox' | '/stores' | null>> = {
  queued: null,
  stocktake: '/stores',
  missedOrder: '/orders',
  failedPush: '/sync',
  changedInShopify: '/sync',
  needsYou: '/inbox',
  // Nothing is to be done about what somebody wanted.
  undone: null,
};

export function Drift() {
  const { t, formats } = useLanguage();
  const engine = useEngine();
  const now = useNow(30_000);
  const check = useMutation({
    mutationFn: async () => ({ report: await engine.sync.drift(), at: ourTime(Date.now()) }),
  });
  return (
    <Page
      title={t('window.nav.drift')}
      about={t('window.drift.about')}
      actions={
        <Button
          data-primary
          leftSection={<IconScale size={16} aria-hidden />}
          onClick={() => check.mutate()}
          loading={check.isPending}
        >
          {t('window.drift.check')}
        </Button>
      }
    >
      {check.isError ? <Trouble error={check.error} onRetry={() => check.mutate()} /> : null}
      {check.data === undefined ? (
        <>
          <Empty icon={IconScale} title={t('window.drift.startTitle')} how={t('window.drift.startHow')} />
          <DriftHistory />
        </>
      ) : check.data.report.cells === 0 ? (
        <Empty icon={IconScale} title={t('window.drift.none')} how={t('window.drift.noneHow')} />
      ) : (
        <>
          <Summary report={check.data.report} />
          <Text size="xs" c="dimmed">
            {t('window.drift.checkedAt', { when: formats.moment(check.data.at, now) })}
          </Text>
          {check.data.report.differences.length === 0 ? (
            <DriftHistory />
          ) : (
            <Differences differences={check.data.report.differences} />
          )}
        </>
      )}
    </Page>
  );
}

function Summary({ report }: { readonly report: Report }) {
  const { t } = useLanguage();
  const { cells, equal, differences, byDesign } = report;
  return (
    <Paper withBorder p="lg" role="status">
      <Stack gap={4}>
        <p className={classes.verdict}>
          {differences.length === 0 ? (
            <StateBadge tone="inStep" size="large" words={t('window.drift.equal', { count: cells })} />
          ) : (
            <StateBadge
              tone="differs"
              size="large"
              words={t('window.drift.differs', { count: differences.length })}
            />
          )}
        </p>
        {differences.length === 0 ? null : (
          <Text size="sm" c="dimmed">
            {t('window.drift.ofCells', { equal, cells })}
          </Text>
        )}
        {gaps
          .filter((gap) => byDesign[gap] > 0)
          .map((gap) => (
            <Text size="sm" c="dimmed" key={gap}>
              {t(`gap.${gap}`, { count: byDesign[gap] })}
            </Text>
          ))}
      </Stack>
    </Paper>
  );
}

function Differences({ differences }: { readonly differences: readonly Difference[] }) {
  const { t, formats } = useLanguage();
  const storeName = useStoreName();
  const [cause, setCause] = useState<Cause | null>(null);
  const shown = cause === null ? differences : differences.filter((row) => row.cause === cause);
  const columns = useMemo<readonly Column<Difference>[]>(() => {
    const number = (value: number | null) => (value === null ? '–' : formats.number(value));
    return [
      {
        id: 'article',
        header: t('column.article'),
        width: '126px',
        cell: (row) => (
          <Link to="/articles" search={{ article: row.articleNumber }}>
            {row.articleNumber}
          </Link>
        ),
      },
      {
        id: 'name',
        header: t('column.name'),
        width: 'minmax(110px, 1.2fr)',
        cell: (row) => <span title={row.name}>{row.name}</span>,
      },
      {
        id: 'store',
        header: t('column.store'),
        width: 'minmax(96px, 0.8fr)',
        cell: (row) => <TwoLines words={storeName(row.storeNumber)} />,
      },
      {
        id: 'easycashier',
        header: t('column.easycashier'),
        width: '92px',
        align: 'right',
        cell: (row) => number(row.easycashier),
      },
      {
        id: 'shopify',
        header: t('column.shopify'),
        width: '92px',
        align: 'right',
        cell: (row) => number(row.shopify),
      },
      {
        id: 'target',
        header: t('column.target'),
        width: '92px',
        align: 'right',
        cell: (row) => number(row.target),
      },
      {
        id: 'cause',
        header: t('column.cause'),
        width: 'minmax(140px, 1.4fr)',
        cell: (row) => <TwoLines words={t(`difference.${row.cause}`)} />,
      },
      {
        id: 'cure',
        header: t('column.cure'),
        width: '250px',
        cell: (row) => {
          const to = cures[row.cause];
          const words = t(`window.drift.cure.${row.cause}`);
          if (to === null) return <Text size="sm">{words}</Text>;
          return (
            <Button component={Link} to={to} size="compact-sm" variant="default">
              {words}
            </Button>
          );
        },
      },
    ];
  }, [t, formats, storeName]);
  return (
    <>
      <Group gap="xs" role="group" aria-label={t('window.drift.byCause')}>
        {causes.map((one) => {
          const count = differences.filter((row) => row.cause === one).length;
          if (count === 0) return null;
          return (
            <Button
              key={one}
              size="compact-sm"
              variant={cause === one ? 'filled' : 'default'}
              aria-pressed={cause === one}
              rightSection={
                <Badge size="xs" variant="light" className="numbers">
                  {formats.number(count)}
                </Badge>
              }
              onClick={() => setCause(cause === one ? null : one)}
            >
              {t(`difference.${one}`)}
            </Button>
          );
        })}
      </Group>
      <VirtualTable
        label={t('window.drift.table')}
        columns={columns}
        count={shown.length}
        rowAt={(index) => shown[index]}
        resetKey={cause ?? ''}
      />
    </>
  );
}
