import { Button, Skeleton, Table, Text, Title, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { actorText } from '../../../shared/words/actor-text.ts';
import { useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { useNow } from '../../base/progress.tsx';

interface HistoryProps {
  readonly onOpen: (runId: string) => void;
  /** Something is under way above: the list is not for pressing. */
  readonly isQuiet: boolean;
}

const SHOWN = 20;

/** The latest runs; each leads to its receipt. */
export function History({ onOpen, isQuiet }: HistoryProps) {
  const { t, formats } = useLanguage();
  const engine = useEngine();
  const now = useNow(30_000);
  const runs = useQuery({
    queryKey: ['runs'],
    queryFn: ({ signal }) => engine.sync.runs({ limit: SHOWN }, { signal }),
    refetchInterval: 5_000,
  }).data?.runs;
  return (
    <section aria-label={t('window.sync.history')}>
      <Title order={2} size="h5" mb={6}>
        {t('window.sync.history')}
      </Title>
      {runs === undefined ? (
        <Skeleton h={80} />
      ) : runs.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('window.sync.historyEmpty')}
        </Text>
      ) : (
        <Table className="numbers" verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('column.time')}</Table.Th>
              <Table.Th>{t('column.kind')}</Table.Th>
              <Table.Th ta="right">{t('column.rows')}</Table.Th>
              <Table.Th>{t('column.result')}</Table.Th>
              <Table.Th>{t('column.who')}</Table.Th>
              <Table.Th>
                <VisuallyHidden>{t('window.sync.open')}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {runs.map((run) => (
              <Table.Tr key={run.runId}>
                <Table.Td>{formats.moment(run.startedAt, now)}</Table.Td>
                <Table.Td>{t(`runKind.${run.kind}`)}</Table.Td>
                <Table.Td ta="right">
                  {formats.number(run.counts.done ?? 0)} / {formats.number(run.total)}
                </Table.Td>
                <Table.Td>
                  {run.undoneBy === null ? t(`runState.${run.state}`) : t('window.sync.undone')}
                </Table.Td>
                <Table.Td>{run.by === null ? null : actorText(run.by)}</Table.Td>
                <Table.Td ta="right">
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    disabled={isQuiet}
                    onClick={() => onOpen(run.runId)}
                  >
                    {t('window.sync.open')}
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </section>
  );
}
