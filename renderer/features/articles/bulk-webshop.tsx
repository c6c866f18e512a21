/** Webshop for many articles at once: all of them, a pasted list, or a file. */
import { Button, Group, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { useNow } from '../../base/progress.tsx';
import { BoxesOutcome } from '../../components/boxes-outcome.tsx';
import { tell } from '../../components/tell.ts';
import { Trouble } from '../../components/trouble.tsx';
import { ListFields, useList, WhichArticles } from './bulk-source.tsx';

interface BulkWebshopProps {
  /** To be ticked, or to be unticked. */
  readonly on: boolean;
  readonly onClose: () => void;
  /** A change of many is to be taken back. */
  readonly onUndo: (changeId: string) => void;
}

/** Two calls an article, under EasyCashier's 300 a minute. */
const PER_MINUTE = 125;
/** What is ticked elsewhere meanwhile is counted so often. */
const COUNT_MS = 3_000;

export function BulkWebshop({ on, onClose, onUndo }: BulkWebshopProps) {
  const { t } = useLanguage();
  const engine = useEngine();
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const [which, setWhich] = useState<'all' | 'list' | 'file'>('all');
  const list = useList(which, 'article-numbers', async (bytes) => {
    const { articleNumbers } = await engine.host.readArticleNumbers(bytes);
    return articleNumbers;
  });
  const isChosen = which === 'all' || list.items.length > 0;
  const wanted = which === 'all' ? { on, all: true } : { on, articleNumbers: [...list.items] };
  const counted = useQuery({
    queryKey: ['boxes', on, which, list.readAt],
    queryFn: ({ signal }) => engine.articles.countWebshop(wanted, { signal }),
    enabled: isChosen,
    refetchInterval: COUNT_MS,
    retry: false,
  });
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  const change = useMutation({
    mutationFn: (boxes: number) => engine.articles.setWebshop({ ...wanted, confirmBoxes: boxes }),
    // Where the dialog has been closed meanwhile.
    onSuccess: ({ changed, unchanged, changeId }) => {
      if (changeId !== null && !isHere.current)
        tell(
          'done',
          t('window.articles.bulkDone', { count: changed, same: unchanged }),
          <Button size="compact-sm" variant="default" mt={6} onClick={() => onUndo(changeId)}>
            {t('window.boxes.undo')}
          </Button>,
        );
    },
    onSettled: () => {
      setTyped('');
      return queries.invalidateQueries();
    },
  });
  const boxes = isChosen ? counted.data : undefined;
  const isSaid = boxes?.needsConfirm !== true || typed.replaceAll(/\s/g, '') === String(boxes.changing);

  return (
    <>
      <Text size="sm" c="dimmed">
        {t('window.articles.bulkAbout', { perMinute: PER_MINUTE })}
      </Text>
      <WhichArticles
        value={which}
        onChange={setWhich}
        choices={[
          { value: 'all', label: t('window.articles.bulkAll') },
          { value: 'list', label: t('window.articles.bulkList') },
          { value: 'file', label: t('window.articles.bulkFile') },
        ]}
      />
      <ListFields which={which} list={list} fileLabel={t('window.articles.bulkFile')}>
        {(args) => t('window.articles.bulkFileRead', args)}
      </ListFields>
      {on ? null : <Text size="sm">{t('window.articles.bulkOffMeans')}</Text>}
      {boxes?.needsConfirm ? (
        <TextInput
          label={t('window.sync.guardAsk', { rows: String(boxes.changing) })}
          description={t(on ? 'window.articles.bulkManyOn' : 'window.articles.bulkManyOff', {
            count: boxes.changing,
          })}
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      ) : null}
      {counted.isError && isChosen ? <Trouble error={counted.error} /> : null}
      <BoxesOutcome
        change={change}
        done={({ changed, unchanged }) => t('window.articles.bulkDone', { count: changed, same: unchanged })}
      />
      {change.isPending ? null : <LastChange onUndo={onUndo} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('window.common.close')}
        </Button>
        <Button
          data-primary
          disabled={boxes === undefined || !isSaid || boxes.changing + boxes.unknown === 0}
          loading={change.isPending}
          onClick={() => change.mutate(boxes?.changing ?? 0)}
        >
          {boxes === undefined
            ? t('window.articles.bulkGoNone')
            : t(on ? 'window.articles.bulkGoOn' : 'window.articles.bulkGoOff', { count: boxes.changing })}
        </Button>
      </Group>
    </>
  );
}

/** The way back, also when the dialog is opened again later. */
function LastChange({ onUndo }: { readonly onUndo: (changeId: string) => void }) {
  const { t, formats } = useLanguage();
  const engine = useEngine();
  const now = useNow(30_000);
  const last = useQuery({
    queryKey: ['box-changes'],
    queryFn: ({ signal }) => engine.articles.webshopChanges({ limit: 5 }, { signal }),
    refetchInterval: COUNT_MS,
  }).data?.changes.find(({ undoes }) => undoes === null);
  if (last === undefined || last.standing === 0) return null;
  return (
    <Group gap="sm">
      <Text size="sm">
        {t(last.on ? 'window.boxes.lastOn' : 'window.boxes.lastOff', {
          count: last.boxes,
          when: formats.moment(last.at, now),
        })}
      </Text>
      <Button size="compact-sm" variant="default" onClick={() => onUndo(last.changeId)}>
        {t('window.boxes.undo')}
      </Button>
    </Group>
  );
}
