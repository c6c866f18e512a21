/** Webshop for many articles at once: all of them, a pasted list, or a file. */
import { Button, Group, Progress, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { failedText } from '../../../shared/i18n/sentences.ts';
import { useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { useProgress } from '../../base/progress.tsx';
import { Trouble } from '../../components/trouble.tsx';
import { ListFields, useList, WhichArticles } from './bulk-source.tsx';

interface BulkWebshopProps {
  /** To be ticked, or to be unticked. */
  readonly on: boolean;
  readonly onClose: () => void;
}

/** Two calls an article, under EasyCashier's 300 a minute. */
const PER_MINUTE = 125;
/** What is ticked elsewhere meanwhile is counted so often. */
const COUNT_MS = 3_000;
/** Of those that failed, named in the dialog. */
const NAMED = 50;

export function BulkWebshop({ on, onClose }: BulkWebshopProps) {
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
  const change = useMutation({
    mutationFn: (boxes: number) => engine.articles.setWebshop({ ...wanted, confirmBoxes: boxes }),
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
      <Outcome change={change} />
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

interface Changed {
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: readonly {
    readonly articleNumber: string;
    readonly reason: string;
    readonly near?: string | undefined;
  }[];
}

interface OutcomeProps {
  readonly change: {
    readonly isPending: boolean;
    readonly isError: boolean;
    readonly error: unknown;
    readonly data?: Changed | undefined;
  };
}

function Outcome({ change }: OutcomeProps) {
  const { t, translator } = useLanguage();
  const progress = useProgress();
  if (change.isPending) {
    const isOurs = progress !== null && progress.runId === null && progress.phase === 'writing';
    const [done, total] = isOurs ? [progress.done, progress.total] : [0, 0];
    return (
      <div role="status">
        <Text size="sm">{t('window.articles.bulkRunning', { done, total })}</Text>
        <Progress
          value={total === 0 ? 0 : (100 * done) / total}
          aria-label={t('window.articles.bulkRunning', { done, total })}
        />
      </div>
    );
  }
  if (change.isError) return <Trouble error={change.error} />;
  if (change.data === undefined) return null;
  const { changed, unchanged, failed } = change.data;
  return (
    <Stack gap={4} role="status">
      <Text size="sm" fw={500}>
        {t('window.articles.bulkDone', { count: changed, same: unchanged })}
      </Text>
      {failed.length === 0 ? null : (
        <>
          <Text size="sm">{t('window.articles.bulkFailed', { count: failed.length })}</Text>
          {failed.slice(0, NAMED).map((one) => (
            <Text size="xs" key={one.articleNumber}>
              <b>{one.articleNumber}</b> {failedText(translator, one)}
            </Text>
          ))}
        </>
      )}
    </Stack>
  );
}
