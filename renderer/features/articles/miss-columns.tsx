/** The match report: why an article has no partner in Shopify, and what to do about it there. */
import { Button, VisuallyHidden } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { explainMiss } from '../../../shared/i18n/sentences.ts';
import { useEngine, useExplain } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { CopyValue } from '../../components/copy-value.tsx';
import { tell } from '../../components/tell.ts';
import { TwoLines } from '../../components/two-lines.tsx';
import type { Column } from '../../components/virtual-table.tsx';
import classes from './columns.module.css';
import type { Article } from './columns.tsx';

/** Cause and cure in place of the numbers; the other columns are those of `all`. */
export function useMissColumns(all: readonly Column<Article>[]): readonly Column<Article>[] {
  const { t, translator } = useLanguage();
  return useMemo(() => {
    const keep = (id: string) => all.filter((column) => column.id === id);
    return [
      ...keep('webshop'),
      ...keep('article'),
      {
        id: 'copy',
        header: <VisuallyHidden>{t('window.articles.copySku')}</VisuallyHidden>,
        width: '36px',
        align: 'center',
        cell: ({ articleNumber }) => <CopyValue key={articleNumber} value={articleNumber} />,
      },
      ...keep('name'),
      {
        id: 'cause',
        header: t('column.cause'),
        width: 'minmax(150px, 1.6fr)',
        cell: ({ miss }) => (miss === null ? null : <TwoLines words={explainMiss(translator, miss).what} />),
      },
      {
        id: 'cure',
        header: t('column.cure'),
        width: 'minmax(180px, 2.4fr)',
        cell: ({ miss, articleNumber }) =>
          miss === null ? null : (
            <span className={classes.cure}>
              <TwoLines words={explainMiss(translator, miss).cure} />
              {miss === 'untracked' ? <Track key={articleNumber} articleNumber={articleNumber} /> : null}
            </span>
          ),
      },
      ...keep('story'),
    ] satisfies Column<Article>[];
  }, [all, t, translator]);
}

/** Lets Shopify keep count of one article, or of every one whose cause is that it does not. */
export function Track({ articleNumber }: { readonly articleNumber?: string }) {
  const { t } = useLanguage();
  const engine = useEngine();
  const explain = useExplain();
  const queries = useQueryClient();
  const track = useMutation({
    mutationFn: () =>
      engine.articles.setTracked(
        articleNumber === undefined ? { all: true } : { articleNumbers: [articleNumber] },
      ),
    onSuccess: ({ changed }) => tell('done', t('window.articles.tracked', { count: changed })),
    onError: (error) => {
      const { what, next } = explain(error);
      tell('failed', what, next);
    },
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <Button
      {...(articleNumber === undefined ? { variant: 'default' } : { size: 'compact-xs' })}
      onClick={() => track.mutate()}
      loading={track.isPending}
    >
      {t(articleNumber === undefined ? 'window.articles.trackAll' : 'window.articles.track')}
    </Button>
  );
}
