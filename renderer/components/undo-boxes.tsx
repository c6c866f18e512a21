/** »Ångra« of a change of many boxes »Webshop«: what is taken back and what is left is said before, and again afterwards. */
import { Button, Group, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { BoxChange } from '../../shared/contract/articles.ts';
import { doneByText } from '../../shared/i18n/sentences.ts';
import { useEngine } from '../base/engine.tsx';
import { useLanguage } from '../base/locale.tsx';
import { useNow } from '../base/progress.tsx';
import { BoxesOutcome } from './boxes-outcome.tsx';
import { Trouble } from './trouble.tsx';

interface UndoBoxesProps {
  /** Null: closed. */
  readonly changeId: string | null;
  readonly onClose: () => void;
}

const REFRESH_MS = 3_000;
/** Of those that were left, named. */
const NAMED = 10;

export function UndoBoxes({ changeId, onClose }: UndoBoxesProps) {
  const { t } = useLanguage();
  return (
    <Modal
      opened={changeId !== null}
      onClose={onClose}
      title={<Text fw={650}>{t('window.boxes.title')}</Text>}
      closeButtonProps={{ 'aria-label': t('window.common.close') }}
    >
      {changeId === null ? null : <Undo key={changeId} changeId={changeId} onClose={onClose} />}
    </Modal>
  );
}

function Undo({ changeId, onClose }: { readonly changeId: string; readonly onClose: () => void }) {
  const { t } = useLanguage();
  const engine = useEngine();
  const queries = useQueryClient();
  const undo = useMutation({
    mutationFn: () => engine.articles.undoWebshop({ changeId }),
    onSettled: () => queries.invalidateQueries(),
  });
  const change = useQuery({
    queryKey: ['box-change', changeId],
    queryFn: ({ signal }) => engine.articles.webshopChange({ changeId }, { signal }),
    refetchInterval: undo.isIdle ? REFRESH_MS : false,
    retry: false,
  });
  const left = undo.data?.left ?? [];
  return (
    <Stack>
      {change.isError ? <Trouble error={change.error} onRetry={() => void change.refetch()} /> : null}
      {change.isPending ? <Skeleton h={80} /> : null}
      {change.data === undefined || !undo.isIdle ? null : <Said change={change.data} />}
      <BoxesOutcome change={undo} done={({ changed }) => t('window.boxes.undone', { count: changed })} />
      {left.length === 0 ? null : (
        <Text size="sm">
          {t('window.boxes.leftNamed', { count: left.length, named: left.slice(0, NAMED).join(', ') })}
        </Text>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t(undo.isSuccess ? 'window.common.close' : 'window.common.cancel')}
        </Button>
        {change.data === undefined || undo.isSuccess ? null : (
          <Button
            data-primary
            disabled={change.data.standing === 0}
            loading={undo.isPending}
            onClick={() => undo.mutate()}
          >
            {t(change.data.on ? 'window.articles.bulkGoOff' : 'window.articles.bulkGoOn', {
              count: change.data.standing,
            })}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

/** What would be done. */
function Said({ change: { on, at, boxes, standing, takenBack, by } }: { readonly change: BoxChange }) {
  const { t, formats, translator } = useLanguage();
  const now = useNow(30_000);
  const left = boxes - standing - takenBack;
  return (
    <Stack gap={6}>
      <Text size="sm">
        {t(on ? 'window.boxes.wasOn' : 'window.boxes.wasOff', {
          count: boxes,
          when: formats.moment(at, now),
        })}{' '}
        {by === null ? null : `(${doneByText(translator, by)})`}
      </Text>
      {takenBack === 0 ? null : <Text size="sm">{t('window.boxes.takenBack', { count: takenBack })}</Text>}
      {left === 0 ? null : <Text size="sm">{t('window.boxes.left', { count: left })}</Text>}
      <Text size="sm" fw={600}>
        {standing === 0
          ? t('window.boxes.nothing')
          : t(on ? 'window.articles.bulkOffMeans' : 'window.boxes.onMeans')}
      </Text>
    </Stack>
  );
}
