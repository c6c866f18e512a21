/** »Varför är saldot fel?«: how one article stands in every store, and all that led there, from both systems. */

import { Badge, Button, CopyButton, Drawer, Group, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { explainMiss } from '../../shared/i18n/sentences.ts';
import type { WindowClient } from '../base/connection.ts';
import { useEngine } from '../base/engine.tsx';
import { useLanguage } from '../base/locale.tsx';
import { useNow } from '../base/progress.tsx';
import { CauseWords } from './cause-words.tsx';
import { LineChange } from './change.tsx';
import { StateBadge } from './state-badge.tsx';
import { type StoryLine, storyAnswer } from './story-answer.ts';
import { StoryBuffer } from './story-buffer.tsx';
import { StoryPicture } from './story-picture.tsx';
import { StorySend } from './story-send.tsx';
import { tell } from './tell.ts';
import { Trouble } from './trouble.tsx';

type Article = Awaited<ReturnType<WindowClient['articles']['story']>>['article'];

interface StoryDrawerProps {
  /** Null: closed. */
  readonly articleNumber: string | null;
  readonly onClose: () => void;
  /** Leads to an order. */
  readonly onOrder: (name: string) => void;
}

const REFRESH_MS = 2_000;

export function StoryDrawer({ articleNumber, onClose, onOrder }: StoryDrawerProps) {
  const { t } = useLanguage();
  const engine = useEngine();
  const story = useQuery({
    queryKey: ['story', articleNumber],
    queryFn: ({ signal }) => engine.articles.story({ articleNumber: articleNumber ?? '' }, { signal }),
    enabled: articleNumber !== null,
    refetchInterval: REFRESH_MS,
  });
  const name = story.data?.article.name ?? '';
  return (
    <Drawer
      opened={articleNumber !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={
        <Text fw={650}>
          {name === '' ? articleNumber : t('window.story.title', { article: articleNumber ?? '', name })}
        </Text>
      }
      closeButtonProps={{ 'aria-label': t('window.common.close') }}
    >
      {story.isError ? (
        <Trouble error={story.error} onRetry={() => void story.refetch()} />
      ) : story.data === undefined ? (
        <Stack>
          <Skeleton h={90} />
          <Skeleton h={200} />
        </Stack>
      ) : (
        <Stack gap="lg">
          <Answer article={story.data.article} lines={story.data.lines} />
          <StorySend
            key={`send ${articleNumber}`}
            article={story.data.article}
            inventoryItemId={story.data.inventoryItemId}
          />
          <Standing article={story.data.article} />
          <StoryPicture
            key={`picture ${articleNumber}`}
            article={story.data.article}
            lines={story.data.lines}
          />
          <StoryBuffer key={articleNumber} article={story.data.article} buffers={story.data.buffers} />
          <Events article={story.data.article} lines={story.data.lines} onOrder={onOrder} />
        </Stack>
      )}
    </Drawer>
  );
}

function Standing({ article }: { readonly article: Article }) {
  const { t, formats, translator } = useLanguage();
  const number = (value: number | null) => (value === null ? '–' : formats.number(value));
  return (
    <section aria-label={t('window.story.now')}>
      <Title order={2} size="h5" mb={6}>
        {t('window.story.now')}
      </Title>
      {article.miss === null ? null : (
        <Stack gap={6} mb="sm">
          <StateBadge tone="unmatched" words={explainMiss(translator, article.miss).what} size="large" />
          <Text size="sm">{explainMiss(translator, article.miss).cure}</Text>
          <Cure article={article} />
        </Stack>
      )}
      <Table.ScrollContainer minWidth={460} type="native">
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('window.story.store')}</Table.Th>
              <Table.Th ta="right">{t('column.easycashier')}</Table.Th>
              <Table.Th ta="right">{t('column.shopify')}</Table.Th>
              <Table.Th ta="right">{t('window.story.target')}</Table.Th>
              <Table.Th>{t('column.state')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody className="numbers">
            {article.cells.map((cell) => (
              <Table.Tr key={cell.storeNumber}>
                <Table.Td>{cell.storeName}</Table.Td>
                <Table.Td ta="right">{number(cell.easycashier)}</Table.Td>
                <Table.Td ta="right">{number(cell.shopify)}</Table.Td>
                <Table.Td ta="right">
                  {number(cell.target)}
                  {cell.held === 0 ? null : (
                    <Text size="xs" c="dimmed">
                      {t('window.buffer.held', { units: cell.held })}
                    </Text>
                  )}
                  {cell.setAside === 0 ? null : (
                    <Text size="xs" c="dimmed">
                      {t('setAside', { units: cell.setAside })}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td>
                  <StateBadge tone={cell.state} words={t(`cellState.${cell.state}`)} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  );
}

/** The cure is always in Shopify: tracking can be turned on from here, an SKU must be pasted there. */
function Cure({ article }: { readonly article: Article }) {
  const { t } = useLanguage();
  const engine = useEngine();
  const queries = useQueryClient();
  const track = useMutation({
    mutationFn: () => engine.articles.setTracked({ articleNumbers: [article.articleNumber] }),
    onSuccess: ({ changed }) => {
      tell('done', t('window.articles.tracked', { count: changed }));
      void queries.invalidateQueries();
    },
  });
  return (
    <Stack gap="xs">
      <Group gap="xs">
        {article.miss === 'untracked' ? (
          <Button size="xs" onClick={() => track.mutate()} loading={track.isPending}>
            {t('window.articles.track')}
          </Button>
        ) : null}
        <CopyButton value={article.articleNumber}>
          {({ copied, copy }) => (
            <Button size="xs" variant="default" onClick={copy}>
              {t(copied ? 'window.common.copied' : 'window.articles.copySku')}
            </Button>
          )}
        </CopyButton>
      </Group>
      {track.isError ? <Trouble error={track.error} /> : null}
    </Stack>
  );
}

interface StoryProps {
  readonly article: Article;
  readonly lines: readonly StoryLine[];
}

/** What most people open the story for. */
function Answer({ article, lines }: StoryProps) {
  const { translator, formats } = useLanguage();
  const now = useNow(30_000);
  const sentences = storyAnswer(article, lines, { translator, formats, now });
  if (sentences.length === 0) return null;
  return (
    <Text fw={600} data-testid="answer">
      {sentences.join(' ')}
    </Text>
  );
}

function Events({ article, lines, onOrder }: StoryProps & Pick<StoryDrawerProps, 'onOrder'>) {
  const { t, formats } = useLanguage();
  const now = useNow(30_000);
  return (
    <section aria-label={t('window.story.events')}>
      <Title order={2} size="h5" mb={6}>
        {t('window.story.events')}
      </Title>
      {lines.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('window.story.none')}
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={460} type="native">
          <Table aria-label={t('window.story.table')} verticalSpacing={6}>
            <Table.Tbody>
              {lines.map((line, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two lines may be alike in everything
                <Table.Tr key={`${line.at} ${index}`}>
                  <Table.Td
                    className="numbers"
                    c="dimmed"
                    style={{ whiteSpace: 'nowrap' }}
                    title={formats.stamp(line.at)}
                  >
                    {formats.moment(line.at, now)}
                  </Table.Td>
                  <Table.Td>
                    <Text size="sm" fw={500}>
                      {t(`logEvent.${line.event}`)}
                    </Text>
                    <Text size="xs" c="dimmed">
                      <CauseWords line={line} onOrder={onOrder} />
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    {line.storeNumber === null ? null : (
                      <Badge variant="default" size="sm" tt="none">
                        {article.cells.find((cell) => cell.storeNumber === line.storeNumber)?.storeName ??
                          `${t('window.story.store')} ${line.storeNumber}`}
                      </Badge>
                    )}
                  </Table.Td>
                  <Table.Td ta="right">
                    <LineChange line={line} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </section>
  );
}
