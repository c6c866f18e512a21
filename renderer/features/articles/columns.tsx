import { ActionIcon, Switch, Text, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconHelpCircle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { explainMiss } from '../../../shared/i18n/sentences.ts';
import type { WindowClient } from '../../base/connection.ts';
import { useEngine, useExplain } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { tell } from '../../components/tell.ts';
import type { Tone } from '../../components/tones.ts';
import type { Column } from '../../components/virtual-table.tsx';
import classes from './columns.module.css';

export type Article = Awaited<ReturnType<WindowClient['articles']['list']>>['articles'][number];
type Store = Awaited<ReturnType<WindowClient['stores']['list']>>['stores'][number];
type Cell = Article['cells'][number];

/** The state that most wants to be seen. */
const order: readonly Tone[] = [
  'failed',
  'needsYou',
  'differs',
  'sending',
  'queued',
  'undone',
  'paused',
  'unmatched',
  'inStep',
];

function worstState(cells: readonly Cell[]): Tone | null {
  return order.find((tone) => cells.some((cell) => cell.state === tone)) ?? null;
}

/** One column a mapped store, both sides' numbers in it. */
export function useArticleColumns(stores: readonly Store[]): readonly Column<Article>[] {
  const { t, translator } = useLanguage();
  return useMemo(() => {
    const mapped = stores.filter((store) => store.locationId !== null);
    return [
      {
        id: 'webshop',
        header: t('column.webshop'),
        width: '82px',
        cell: (article) => <WebshopSwitch key={article.articleNumber} article={article} />,
      },
      {
        id: 'article',
        header: t('column.article'),
        width: '126px',
        cell: (article) => <span className="numbers">{article.articleNumber}</span>,
      },
      {
        id: 'name',
        header: t('column.name'),
        width: 'minmax(130px, 2fr)',
        cell: (article) => <span title={article.name}>{article.name}</span>,
      },
      {
        id: 'state',
        header: t('window.articles.state'),
        width: 'minmax(122px, 1.3fr)',
        cell: (article) => {
          if (article.miss !== null) {
            const { what, cure } = explainMiss(translator, article.miss);
            return (
              <Tooltip label={cure} multiline w={320}>
                <span>
                  <StateBadge tone="unmatched" words={what} />
                </span>
              </Tooltip>
            );
          }
          if (!article.isWebshop || !article.isStockItem) {
            const word = article.isStockItem ? 'notWebshop' : 'notStock';
            return (
              <Text size="sm" c="dimmed">
                {t(`window.articles.${word}`)}
              </Text>
            );
          }
          const state = worstState(article.cells);
          return state === null ? null : <StateBadge tone={state} words={t(`cellState.${state}`)} />;
        },
      },
      {
        id: 'story',
        header: <VisuallyHidden>{t('window.articles.why')}</VisuallyHidden>,
        width: '48px',
        align: 'center',
        cell: (article) => <StoryButton articleNumber={article.articleNumber} />,
      },
      ...mapped.map(
        (store): Column<Article> => ({
          id: `store-${store.storeNumber}`,
          header: (
            <span className={classes.head} title={store.name}>
              <span>{store.name}</span>
              <small>{t('window.articles.cellLegend')}</small>
            </span>
          ),
          width: 'minmax(124px, 1fr)',
          align: 'right',
          cell: (article) => <Numbers article={article} store={store} />,
        }),
      ),
    ] satisfies Column<Article>[];
  }, [stores, t, translator]);
}

function Numbers({ article, store }: { readonly article: Article; readonly store: Store }) {
  const { t, formats } = useLanguage();
  const cell = article.cells.find((one) => one.storeNumber === store.storeNumber);
  const text = (value: number | null | undefined) => (value == null ? '–' : formats.number(value));
  const [easycashier, shopify] = [text(cell?.easycashier), text(cell?.shopify)];
  const lowered = cell !== undefined && article.isWebshop ? cell : { held: 0, setAside: 0 };
  const whyLower = [
    ...(lowered.held === 0 ? [] : [t('window.buffer.held', { units: lowered.held })]),
    ...(lowered.setAside === 0 ? [] : [t('setAside', { units: lowered.setAside })]),
  ];
  const differs =
    article.isWebshop && cell !== undefined && cell.state !== 'inStep' && cell.state !== 'unmatched';
  return (
    <span
      className={classes.numbers}
      data-differs={differs || undefined}
      role="img"
      aria-label={[
        t('window.articles.cellLabel', { store: store.name, easycashier, shopify }),
        ...whyLower,
      ].join(', ')}
    >
      <span>{easycashier}</span>
      <span className={classes.shopify}>{article.isWebshop ? shopify : '·'}</span>
      {whyLower.length === 0 ? null : (
        <small className={classes.held} title={whyLower.join(', ')}>
          {whyLower.join(', ')}
        </small>
      )}
    </span>
  );
}

function WebshopSwitch({ article }: { readonly article: Article }) {
  const { t } = useLanguage();
  const engine = useEngine();
  const explain = useExplain();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: async (on: boolean) => {
      const { failed } = await engine.articles.setWebshop({ on, articleNumbers: [article.articleNumber] });
      if (failed[0]) throw new Error(failed[0].reason);
    },
    onError: (error) => {
      const { what, next } = explain(error);
      tell('failed', what, next);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['articles'] }),
  });
  // What was asked for shows at once; the next reading tells whether it came to be.
  const isOn = change.isPending ? change.variables : article.isWebshop;
  return (
    <Switch
      size="sm"
      checked={isOn}
      // Never disabled: the focus would be lost.
      onChange={(event) => !change.isPending && change.mutate(event.currentTarget.checked)}
      aria-label={t('window.articles.toggle', { article: article.articleNumber })}
    />
  );
}

function StoryButton({ articleNumber }: { readonly articleNumber: string }) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const label = `${t('window.articles.why')} ${articleNumber}`;
  // Its words are the browser's own: a tooltip for each of 30 rows would cost more than the rows.
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      title={t('window.articles.why')}
      aria-label={label}
      onClick={() =>
        void navigate({
          to: '/articles',
          search: (held) => ({ ...held, article: articleNumber }),
          replace: true,
        })
      }
    >
      <IconHelpCircle size={18} aria-hidden />
    </ActionIcon>
  );
}
