/** Artikelhantering > Artiklar: tick Webshop, see both sides' numbers, ask why one is what it is. */
import { Button, Group, SegmentedControl, Text, TextInput } from '@mantine/core';
import { IconCheckbox, IconPackage, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { Empty } from '../../components/empty.tsx';
import { Page } from '../../components/page.tsx';
import { StoryDrawer } from '../../components/story-drawer.tsx';
import { Trouble } from '../../components/trouble.tsx';
import { UndoBoxes } from '../../components/undo-boxes.tsx';
import { usePages } from '../../components/use-pages.ts';
import { VirtualTable } from '../../components/virtual-table.tsx';
import { BulkDialog } from './bulk-dialog.tsx';
import { type Article, useArticleColumns } from './columns.tsx';
import { Track, useMissColumns } from './miss-columns.tsx';

type Show = 'all' | 'webshop' | 'unmatched' | 'differing' | 'buffered';

const REFRESH_MS = 2_000;

const words = {
  all: { label: 'window.articles.all', title: 'noneTitle', how: 'noneHow' },
  webshop: { label: 'window.articles.onlyWebshop', title: 'noneTitle', how: 'noneHow' },
  unmatched: {
    label: 'window.articles.onlyUnmatched',
    title: 'noneUnmatchedTitle',
    how: 'noneUnmatchedHow',
  },
  differing: {
    label: 'window.articles.onlyDiffering',
    title: 'noneDifferingTitle',
    how: 'noneDifferingHow',
  },
  buffered: { label: 'window.articles.onlyBuffered', title: 'noneBufferedTitle', how: 'noneBufferedHow' },
} as const;

export function Articles() {
  const { t } = useLanguage();
  const engine = useEngine();
  const navigate = useNavigate();
  const address = useSearch({ from: '/articles' });
  const show: Show = address.show ?? 'all';
  const [typed, setTyped] = useState('');
  const search = typed.trim();
  const [isBulkOpen, setBulkOpen] = useState(false);

  const filter = {
    ...(search === '' ? {} : { search }),
    ...(show === 'webshop' ? { webshop: true } : {}),
    ...(show === 'unmatched' ? { unmatched: true } : {}),
    ...(show === 'differing' ? { differing: true } : {}),
    ...(show === 'buffered' ? { buffered: true } : {}),
  };
  const pages = usePages<Article>({
    key: ['articles', filter],
    everyMs: REFRESH_MS,
    fetch: async (offset, limit, signal) => {
      const answer = await engine.articles.list({ ...filter, offset, limit }, { signal });
      return { rows: answer.articles, total: answer.total };
    },
  });
  const stores = useQuery({
    queryKey: ['stores'],
    queryFn: ({ signal }) => engine.stores.list(undefined, { signal }),
  }).data?.stores;
  const columns = useArticleColumns(stores ?? []);
  const missColumns = useMissColumns(columns);

  const go = (next: { show?: Show; article?: string | undefined; undo?: string }) => {
    const chosen = next.show ?? show;
    const article = 'article' in next ? next.article : address.article;
    void navigate({
      to: '/articles',
      search: {
        ...(chosen === 'all' ? {} : { show: chosen }),
        ...(article === undefined ? {} : { article }),
        ...(next.undo === undefined ? {} : { undo: next.undo }),
      },
      replace: true,
    });
  };

  const isFiltered = search !== '' || show !== 'all';
  const empty = pages.isFirst ? null : isFiltered ? (
    <Empty
      icon={IconSearch}
      title={t(`window.articles.${search === '' ? words[show].title : 'noneTitle'}`)}
      how={t(`window.articles.${search === '' ? words[show].how : 'noneHow'}`)}
    />
  ) : (
    <Empty
      icon={IconPackage}
      title={t('window.articles.emptyTitle')}
      how={t('window.articles.emptyHow')}
      action={
        <Button mt="xs" onClick={() => void navigate({ to: '/webshop' })}>
          {t('window.articles.emptyAction')}
        </Button>
      }
    />
  );

  return (
    <Page
      title={t('window.nav.articles')}
      about={t('window.articles.about')}
      actions={
        <>
          {show === 'unmatched' ? <Track /> : null}
          <Button
            leftSection={<IconCheckbox size={16} aria-hidden />}
            onClick={() => setBulkOpen(true)}
            variant="default"
          >
            {t('window.articles.bulk')}
          </Button>
        </>
      }
    >
      <Group gap="sm" wrap="wrap">
        <TextInput
          data-search
          type="search"
          w={380}
          leftSection={<IconSearch size={16} aria-hidden />}
          aria-label={t('window.articles.search')}
          placeholder={t('window.articles.search')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <SegmentedControl
          aria-label={t('window.articles.filter')}
          value={show}
          onChange={(value) => go({ show: value as Show })}
          data={(Object.keys(words) as Show[]).map((value) => ({ value, label: t(words[value].label) }))}
        />
        <Text size="sm" c="dimmed" className="numbers" role="status" data-testid="article-count">
          {pages.isFirst ? ' ' : t('window.articles.count', { count: pages.total })}
        </Text>
      </Group>
      {pages.error === null ? (
        <VirtualTable
          label={t('window.articles.grid')}
          columns={show === 'unmatched' ? missColumns : columns}
          count={pages.isFirst ? 12 : pages.total}
          rowAt={pages.rowAt}
          onRange={pages.onRange}
          onOpen={(article) => go({ article: article.articleNumber })}
          rowHeight={show === 'unmatched' ? 48 : 40}
          resetKey={`${show} ${search}`}
          empty={empty}
        />
      ) : (
        <Trouble error={pages.error} onRetry={pages.refetch} />
      )}
      <BulkDialog
        isOpen={isBulkOpen}
        onClose={() => setBulkOpen(false)}
        onUndo={(changeId) => {
          setBulkOpen(false);
          go({ undo: changeId });
        }}
        shown={{ filter, count: pages.total }}
      />
      <UndoBoxes changeId={address.undo ?? null} onClose={() => go({})} />
      <StoryDrawer
        articleNumber={address.article ?? null}
        onClose={() => go({ article: undefined })}
        onOrder={(name) => void navigate({ to: '/orders', search: { search: name } })}
      />
    </Page>
  );
}
