import { ActionIcon, Button, CopyButton, Group, Text, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { LogLine } from '../../shared/contract/activity.ts';
import { logSentence } from '../../shared/i18n/sentences.ts';
import { msBetween } from '../../shared/words/time.ts';
import { useEngine } from '../base/engine.tsx';
import { useLanguage } from '../base/locale.tsx';
import { useNow } from '../base/progress.tsx';
import { CauseWords } from '../components/cause-words.tsx';
import { LineChange } from '../components/change.tsx';
import { StateBadge } from '../components/state-badge.tsx';
import type { Tone } from '../components/tones.ts';
import type { Column } from '../components/virtual-table.tsx';
import { type Names, rowText } from './row-text.ts';

const tones: Readonly<Record<LogLine['result'], Tone | null>> = {
  ok: 'inStep',
  waiting: 'queued',
  failed: 'failed',
  info: null,
};

/** Stores and locations by what people call them. */
export function useNames(): Names {
  const engine = useEngine();
  const stores = useQuery({
    queryKey: ['stores'],
    queryFn: ({ signal }) => engine.stores.list(undefined, { signal }),
  }).data?.stores;
  return useMemo(
    () => ({
      store: (storeNumber) => stores?.find((store) => store.storeNumber === storeNumber)?.name ?? storeNumber,
      location: (locationId) =>
        stores?.find((store) => store.locationId === locationId)?.locationName ??
        locationId.split('/').at(-1) ??
        locationId,
    }),
    [stores],
  );
}

/** `onUndo`: a change of many boxes is to be taken back; `onOrder`: an order is to be seen. */
export function useLogColumns(
  onUndo: (changeId: string) => void,
  onOrder: (name: string) => void,
): readonly Column<LogLine>[] {
  const { t, translator, formats } = useLanguage();
  const names = useNames();
  const now = useNow(60_000);
  return useMemo(
    () => [
      {
        id: 'time',
        header: t('column.time'),
        width: '124px',
        cell: (line) => (
          <span className="numbers" title={formats.stamp(line.at)}>
            {Math.abs(msBetween(line.at, now)) < 60_000
              ? formats.time(line.at)
              : formats.moment(line.at, now)}
          </span>
        ),
      },
      {
        id: 'event',
        header: t('column.event'),
        width: 'minmax(150px, 1.1fr)',
        cell: (line) => <span title={logSentence(translator, line)}>{t(`logEvent.${line.event}`)}</span>,
      },
      { id: 'article', header: t('column.article'), width: '130px', cell: (line) => line.articleNumber },
      {
        id: 'name',
        header: t('column.name'),
        width: 'minmax(140px, 1.6fr)',
        cell: (line) => {
          const words = line.name ?? logSentence(translator, line);
          const changeId = undoableBy(line);
          if (changeId === null) return <span title={words}>{words}</span>;
          return (
            <Group key={line.id} gap="xs" wrap="nowrap">
              <Button
                size="compact-xs"
                variant="default"
                style={{ flexShrink: 0 }}
                onClick={() => onUndo(changeId)}
              >
                {t('window.boxes.undo')}
              </Button>
              <Text component="span" inherit truncate title={words}>
                {words}
              </Text>
            </Group>
          );
        },
      },
      {
        id: 'place',
        header: t('window.log.storeToLocation'),
        width: 'minmax(130px, 1.1fr)',
        cell: (line) => {
          const words = placeOf(line, names);
          return <span title={words}>{words}</span>;
        },
      },
      {
        id: 'change',
        header: t('column.change'),
        width: '150px',
        align: 'right',
        cell: (line) => <LineChange line={line} />,
      },
      {
        id: 'cause',
        header: t('column.cause'),
        width: 'minmax(150px, 1.2fr)',
        cell: (line) => <CauseWords line={line} onOrder={onOrder} />,
      },
      {
        id: 'result',
        header: t('column.result'),
        width: '96px',
        cell: (line) => {
          const tone = tones[line.result];
          return tone === null ? null : <StateBadge tone={tone} words={t(`logResult.${line.result}`)} />;
        },
      },
      {
        id: 'copy',
        header: <VisuallyHidden>{t('window.log.copyRow')}</VisuallyHidden>,
        width: '44px',
        align: 'center',
        cell: (line) => (
          <CopyButton key={line.id} value={rowText(line, names, translator, formats)}>
            {({ copied, copy }) => (
              <Tooltip label={t(copied ? 'window.common.copied' : 'window.log.copyRow')}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="sm"
                  aria-label={t('window.log.copyRow')}
                  onClick={copy}
                >
                  {copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
                </ActionIcon>
              </Tooltip>
            )}
          </CopyButton>
        ),
      },
    ],
    [t, translator, formats, names, now, onUndo, onOrder],
  );
}

/** The change of many boxes that the line tells of; null: of none, or of what takes one back. */
const undoableBy = ({ event, cause, reference }: LogLine): string | null =>
  (event === 'webshopTicked' || event === 'webshopUnticked') && cause !== 'undo' ? reference : null;

function placeOf(line: LogLine, names: Names): string {
  const store = line.storeNumber === null ? '' : names.store(line.storeNumber);
  const location = line.locationId === null ? '' : names.location(line.locationId);
  // Most shops call both the same: once is enough.
  if (store === '' || location === '' || store === location) return store || location;
  return `${store} → ${location}`;
}
