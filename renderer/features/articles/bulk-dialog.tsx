/** Webshop for many articles at once: all of them, a pasted list, or a file. */
import {
  Button,
  FileInput,
  Group,
  Modal,
  Progress,
  Radio,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { failedText } from '../../../shared/i18n/sentences.ts';
import { useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { useProgress } from '../../base/progress.tsx';
import { Trouble } from '../../components/trouble.tsx';

interface BulkDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

type Which = 'all' | 'list' | 'file';

/** Two calls an article, under EasyCashier's 300 a minute. */
const PER_MINUTE = 125;
/** What is ticked elsewhere meanwhile is counted so often. */
const COUNT_MS = 3_000;
/** Of those that failed, named in the dialog. */
const NAMED = 50;

export function BulkDialog({ isOpen, onClose }: BulkDialogProps) {
  const { t } = useLanguage();
  const engine = useEngine();
  const queries = useQueryClient();
  const [on, setOn] = useState(true);
  const [which, setWhich] = useState<Which>('all');
  const [pasted, setPasted] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [typed, setTyped] = useState('');

  const source =
    which === 'file' ? file : which === 'list' && pasted.trim() !== '' ? new Blob([pasted]) : null;
  const list = useQuery({
    queryKey: ['article-numbers', which, pasted, file?.name, file?.size, file?.lastModified],
    queryFn: async () =>
      engine.host.readArticleNumbers({
        file: file?.name ?? '',
        base64: await toBase64(source ?? new Blob()),
      }),
    enabled: isOpen && source !== null,
    retry: false,
    refetchOnWindowFocus: false,
  });
  const count = list.data?.articleNumbers.length ?? 0;
  const isChosen = which === 'all' || (source !== null && count > 0 && !list.isFetching);
  const wanted =
    which === 'all' ? { on, all: true } : { on, articleNumbers: list.data?.articleNumbers ?? [] };
  const counted = useQuery({
    queryKey: ['boxes', on, which, list.dataUpdatedAt],
    queryFn: ({ signal }) => engine.articles.countWebshop(wanted, { signal }),
    enabled: isOpen && isChosen,
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
    <Modal
      opened={isOpen}
      onClose={onClose}
      size="lg"
      title={<Text fw={650}>{t('window.articles.bulkTitle')}</Text>}
      closeButtonProps={{ 'aria-label': t('window.common.close') }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {t('window.articles.bulkAbout', { perMinute: PER_MINUTE })}
        </Text>
        <SegmentedControl
          aria-label={t('window.articles.bulkTitle')}
          value={on ? 'on' : 'off'}
          onChange={(value) => setOn(value === 'on')}
          data={[
            { value: 'on', label: t('window.articles.bulkOn') },
            { value: 'off', label: t('window.articles.bulkOff') },
          ]}
        />
        <Radio.Group
          label={t('window.articles.bulkWhich')}
          value={which}
          onChange={(value) => setWhich(value as Which)}
        >
          <Stack gap="xs" mt="xs">
            <Radio value="all" label={t('window.articles.bulkAll')} />
            <Radio value="list" label={t('window.articles.bulkList')} />
            <Radio value="file" label={t('window.articles.bulkFile')} />
          </Stack>
        </Radio.Group>
        {which === 'list' ? (
          <Textarea
            label={t('window.articles.bulkPaste')}
            placeholder={t('window.articles.bulkPastePlaceholder')}
            autosize
            minRows={4}
            maxRows={10}
            value={pasted}
            onChange={(event) => setPasted(event.currentTarget.value)}
          />
        ) : null}
        {which === 'file' ? (
          <FileInput
            label={t('window.articles.bulkFile')}
            placeholder={t('window.articles.bulkChoose')}
            accept=".csv,.txt,.tsv,.xlsx"
            clearable
            value={file}
            onChange={setFile}
            description={
              file !== null && count > 0
                ? t('window.articles.bulkFileRead', { count, file: file.name })
                : undefined
            }
          />
        ) : null}
        {list.isError && source !== null ? <Trouble error={list.error} /> : null}
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
      </Stack>
    </Modal>
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

async function toBase64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const pieces: string[] = [];
  for (let from = 0; from < bytes.length; from += 30_000) {
    pieces.push(btoa(String.fromCharCode(...bytes.subarray(from, from + 30_000))));
  }
  return pieces.join('');
}
