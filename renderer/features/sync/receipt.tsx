/** What a run did: how many numbers were sent, what was left and why, and the way back. */

import { Alert, Button, Group, Modal, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconArrowBackUp, IconReceipt } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { RunSummary } from '../../../shared/contract/sync.ts';
import { doneByText, reasonText } from '../../../shared/i18n/sentences.ts';
import { msBetween } from '../../../shared/words/time.ts';
import type { WindowClient } from '../../base/connection.ts';
import { useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { useNow } from '../../base/progress.tsx';
import { Change } from '../../components/change.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import type { Tone } from '../../components/tones.ts';
import { Trouble } from '../../components/trouble.tsx';
import { TwoLines } from '../../components/two-lines.tsx';
import { useStoreName } from '../../components/use-connection.ts';
import { usePages } from '../../components/use-pages.ts';
import { type Column, VirtualTable } from '../../components/virtual-table.tsx';
import classes from './receipt.module.css';

interface ReceiptProps {
  readonly runId: string;
  readonly onUndone: (runId: string) => void;
}

type Row = Awaited<ReturnType<WindowClient['sync']['runShow']>>['rows'][number];
type Shown = 'stale' | 'failed' | 'all';

export function Receipt({ runId, onUndone }: ReceiptProps) {
  const { t } = useLanguage();
  const engine = useEngine();
  const shown = useQuery({
    queryKey: ['run', runId],
    queryFn: ({ signal }) => engine.sync.runShow({ runId, limit: 1 }, { signal }),
  });
  if (shown.isError) return <Trouble error={shown.error} onRetry={() => void shown.refetch()} />;
  if (shown.data === undefined) return <Skeleton h={140} />;
  const { run } = shown.data;
  return (
    <>
      <Paper withBorder p="lg" data-testid="receipt">
        <Group justify="space-between" align="flex-start" wrap="nowrap">
          <Stack gap={4}>
            <Title order={2} size="h4">
              <IconReceipt size={20} aria-hidden className={classes.icon} /> {t('window.sync.receipt')} –{' '}
              {t(`runKind.${run.kind}`)}
            </Title>
            <Sentences run={run} />
          </Stack>
          <Undo run={run} onUndone={onUndone} />
        </Group>
      </Paper>
      <Rows run={run} />
    </>
  );
}

const toneOf: Readonly<Record<Row['state'], Tone>> = {
  pending: 'queued',
  sent: 'sending',
  done: 'inStep',
  stale: 'differs',
  failed: 'failed',
};

const count = (run: RunSummary, state: 'done' | 'stale' | 'failed') => run.counts[state] ?? 0;
const leftOf = (run: RunSummary) => run.total - count(run, 'done');

function Sentences({ run }: { readonly run: RunSummary }) {
  const { t, formats, translator } = useLanguage();
  const now = useNow(30_000);
  const left = leftOf(run);
  return (
    <>
      <Text size="lg" fw={600}>
        {t('window.sync.receiptDone', { count: count(run, 'done') })}
        {left === 0 ? null : ` ${t('window.sync.receiptLeft', { count: left })}`}
      </Text>
      {run.state === 'cancelled' ? <Text size="sm">{t('window.sync.receiptCancelled')}</Text> : null}
      {run.finishedAt === null ? null : (
        <Text size="sm" c="dimmed">
          {[
            t('window.sync.receiptTook', {
              when: formats.moment(run.finishedAt, now),
              took: formats.age(msBetween(run.startedAt, run.finishedAt)),
            }),
            doneByText(translator, run.by),
          ]
            .filter(Boolean)
            .join(' · ')}
        </Text>
      )}
      {run.undoneBy === null ? null : (
        <Alert variant="light" color="violet" py={6} mt={4}>
          {t('window.sync.undone')}
        </Alert>
      )}
    </>
  );
}

function Undo({ run, onUndone }: { readonly run: RunSummary; readonly onUndone: (runId: string) => void }) {
  const { t } = useLanguage();
  const engine = useEngine();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const undo = useMutation({
    mutationFn: () => engine.sync.undo({ runId: run.runId }),
    onSuccess: (undone) => onUndone(undone.runId),
    onSettled: () => queries.invalidateQueries(),
  });
  if (run.kind === 'undo' || run.undoneBy !== null || count(run, 'done') === 0) return null;
  return (
    <Stack gap="xs" align="flex-end">
      <Button
        variant="default"
        leftSection={<IconArrowBackUp size={16} aria-hidden />}
        onClick={() => setAsking(true)}
        loading={undo.isPending}
      >
        {t('window.sync.undo')}
      </Button>
      {undo.isError ? <Trouble error={undo.error} /> : null}
      <Modal
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={<Text fw={650}>{t('window.sync.undoTitle')}</Text>}
        closeButtonProps={{ 'aria-label': t('window.common.close') }}
      >
        <Stack>
          <Text size="sm">{t('window.sync.undoWhat')}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
              {t('window.common.cancel')}
            </Button>
            <Button
              data-primary
              onClick={() => {
                setAsking(false);
                undo.mutate();
              }}
            >
              {t('window.sync.undoGo', { count: count(run, 'done') })}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Stack>
  );
}

/** What was left comes first: that is what a person may have to do something about. */
function Rows({ run }: { readonly run: RunSummary }) {
  const { t, formats, translator } = useLanguage();
  const engine = useEngine();
  const storeName = useStoreName();
  const states = (['failed', 'stale'] as const).filter((state) => count(run, state) > 0);
  const [shown, setShown] = useState<Shown>(states[0] ?? 'all');
  const filter = { runId: run.runId, ...(shown === 'all' ? {} : { state: shown }) };
  const total = shown === 'all' ? run.total : count(run, shown);
  const pages = usePages<Row>({
    key: ['run-rows', filter],
    fetch: async (offset, limit, signal) => {
      const { rows } = await engine.sync.runShow({ ...filter, offset, limit }, { signal });
      return { rows, total };
    },
  });
  const columns = useMemo<readonly Column<Row>[]>(
    () => [
      {
        id: 'article',
        header: t('column.article'),
        width: '136px',
        cell: (row) => row.articleNumber,
      },
      {
        id: 'name',
        header: t('column.name'),
        width: 'minmax(120px, 1.2fr)',
        cell: (row) => <span title={row.name}>{row.name}</span>,
      },
      {
        id: 'store',
        header: t('column.store'),
        width: 'minmax(96px, 0.8fr)',
        cell: (row) => <TwoLines words={storeName(row.storeNumber)} />,
      },
      {
        id: 'change',
        header: t('column.change'),
        width: '140px',
        align: 'right',
        cell: (row) =>
          // What failed was not written: the number is what it was.
          row.state === 'failed' ? (
            <span className="numbers">{row.before === null ? '–' : formats.number(row.before)}</span>
          ) : (
            <Change before={row.before} after={row.after} />
          ),
      },
      {
        id: 'state',
        header: t('column.result'),
        width: '130px',
        cell: (row) =>
          run.kind === 'undo' && row.state === 'done' ? (
            <StateBadge tone="undone" words={t('cellState.undone')} />
          ) : (
            <StateBadge tone={toneOf[row.state]} words={t(`rowState.${row.state}`)} />
          ),
      },
      {
        id: 'reason',
        header: t('column.cause'),
        width: 'minmax(170px, 2fr)',
        cell: (row) => (row.reason === null ? '' : <TwoLines words={reasonText(translator, row.reason)} />),
      },
    ],
    [t, formats, translator, storeName, run.kind],
  );
  if (run.total === 0) return null;
  return (
    <div className={classes.rows}>
      <Group gap="xs">
        {states.map((state) => (
          <Button
            key={state}
            size="compact-sm"
            variant={shown === state ? 'filled' : 'default'}
            aria-pressed={shown === state}
            onClick={() => setShown(state)}
          >
            <span className={classes.capital}>{t(`rowState.${state}`)}</span>&nbsp;(
            {formats.number(count(run, state))})
          </Button>
        ))}
        <Button
          size="compact-sm"
          variant={shown === 'all' ? 'filled' : 'default'}
          aria-pressed={shown === 'all'}
          onClick={() => setShown('all')}
        >
          {t('window.sync.showAll')} ({formats.number(run.total)})
        </Button>
      </Group>
      <VirtualTable
        label={t(shown === 'all' ? 'window.sync.allRows' : 'window.sync.leftRows')}
        columns={columns}
        count={total}
        rowAt={pages.rowAt}
        onRange={pages.onRange}
        resetKey={shown}
      />
    </div>
  );
}
