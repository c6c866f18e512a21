/** What applying would do: five counts that filter the rows below, and a button that says what it sends. */
import { Button, Group, Text, TextInput } from '@mantine/core';
import { IconListSearch, IconSearch, IconSend } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { PlanGroup, PlanSummary } from '../../../shared/contract/sync.ts';
import { reasonText } from '../../../shared/i18n/sentences.ts';
import type { WindowClient } from '../../base/connection.ts';
import { refusalOf, useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { useNow } from '../../base/progress.tsx';
import { Change } from '../../components/change.tsx';
import { Empty } from '../../components/empty.tsx';
import { Trouble } from '../../components/trouble.tsx';
import { TwoLines } from '../../components/two-lines.tsx';
import { useStoreName } from '../../components/use-connection.ts';
import { usePages } from '../../components/use-pages.ts';
import { type Column, VirtualTable } from '../../components/virtual-table.tsx';
import { GuardDialog } from './guard-dialog.tsx';
import { Tiles } from './tiles.tsx';

type Row = Awaited<ReturnType<WindowClient['sync']['planShow']>>['rows'][number];

interface PreviewProps {
  readonly plan: PlanSummary;
  readonly onApplied: (runId: string) => void;
}

/** What a person should look at first: what would be sold out and what is left; else what changes most. */
function firstGroups({ counts }: PlanSummary): PlanGroup[] {
  const worrying = (['zeroed', 'skipped'] as const).filter((group) => counts[group] > 0);
  if (worrying.length > 0) return worrying;
  return [(['lowered', 'raised'] as const).find((group) => counts[group] > 0) ?? 'unchanged'];
}

export function Preview({ plan, onApplied }: PreviewProps) {
  const { t, formats } = useLanguage();
  const engine = useEngine();
  const queries = useQueryClient();
  const now = useNow(30_000);
  const [groups, setGroups] = useState<PlanGroup[]>(() => firstGroups(plan));
  const [typed, setTyped] = useState('');
  const search = typed.trim();
  const [guardRows, setGuardRows] = useState<number | null>(null);
  const columns = useColumns();

  const filter = { planId: plan.planId, groups, ...(search === '' ? {} : { search }) };
  const pages = usePages<Row>({
    key: ['plan-rows', filter],
    fetch: async (offset, limit, signal) => {
      const { rows, total } = await engine.sync.planShow({ ...filter, offset, limit }, { signal });
      return { rows, total };
    },
  });

  const apply = useMutation({
    mutationFn: (confirmRows: number | undefined) =>
      engine.sync.apply({ planId: plan.planId, ...(confirmRows === undefined ? {} : { confirmRows }) }),
    onSuccess: (run) => onApplied(run.runId),
    onError: (error) => {
      const refusal = refusalOf(error);
      if (refusal?.code === 'guardConfirm') setGuardRows(Number(refusal.args.rows));
    },
    onSettled: () => queries.invalidateQueries(),
  });
  const press = () => (plan.guard === null ? apply.mutate(undefined) : setGuardRows(plan.guard.confirmRows));
  const isAsking = refusalOf(apply.error)?.code === 'guardConfirm';

  return (
    <>
      <Group justify="space-between" wrap="wrap">
        <Text size="sm" c="dimmed">
          {t('window.sync.previewFrom', { when: formats.moment(plan.createdAt, now) })}
        </Text>
        {plan.writes === 0 ? (
          <Text fw={600}>{t('window.sync.nothing')}</Text>
        ) : (
          <Button
            data-primary
            size="md"
            leftSection={<IconSend size={18} aria-hidden />}
            onClick={press}
            loading={apply.isPending}
          >
            {t('window.sync.send', { count: plan.writes })}
          </Button>
        )}
      </Group>
      {apply.isError && !isAsking ? <Trouble error={apply.error} /> : null}
      <Tiles counts={plan.counts} chosen={groups} onChoose={(group) => setGroups([group])} />
      <TextInput
        data-search
        type="search"
        w={330}
        leftSection={<IconSearch size={16} aria-hidden />}
        aria-label={t('window.sync.search')}
        placeholder={t('window.sync.search')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {pages.error === null ? (
        <VirtualTable
          label={t('window.sync.rows')}
          columns={columns}
          count={pages.isFirst ? 8 : pages.total}
          rowAt={pages.rowAt}
          onRange={pages.onRange}
          resetKey={`${groups.join()} ${search}`}
          empty={
            <Empty icon={IconListSearch} title={t('window.sync.noRows')} how={t('window.sync.noRowsHow')} />
          }
        />
      ) : (
        <Trouble error={pages.error} onRetry={pages.refetch} />
      )}
      <GuardDialog
        plan={plan}
        rows={guardRows}
        onClose={() => setGuardRows(null)}
        onConfirm={(rows) => {
          setGuardRows(null);
          apply.mutate(rows);
        }}
      />
    </>
  );
}

function useColumns(): readonly Column<Row>[] {
  const { t, formats, translator } = useLanguage();
  const storeName = useStoreName();
  return useMemo(
    () => [
      { id: 'article', header: t('column.article'), width: '136px', cell: (row) => row.articleNumber },
      {
        id: 'name',
        header: t('column.name'),
        width: 'minmax(130px, 1.4fr)',
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
        width: '106px',
        align: 'right',
        cell: (row) => (row.easycashier === null ? '–' : formats.number(row.easycashier)),
      },
      {
        id: 'change',
        header: `${t('column.shopify')}: ${t('column.change')}`,
        width: '150px',
        align: 'right',
        cell: (row) =>
          // What is skipped stays as it is.
          row.group === 'skipped' && row.before !== null ? (
            <span className="numbers">{formats.number(row.before)}</span>
          ) : (
            <Change before={row.before} after={row.after} />
          ),
      },
      {
        id: 'reason',
        header: t('column.cause'),
        width: 'minmax(130px, 1.6fr)',
        cell: (row) => {
          const words = [
            ...(row.reason === null ? [] : [reasonText(translator, row.reason)]),
            ...(row.held === 0 ? [] : [t('window.buffer.held', { units: row.held })]),
          ].join(' · ');
          return <TwoLines words={words} />;
        },
      },
    ],
    [t, formats, translator, storeName],
  );
}
