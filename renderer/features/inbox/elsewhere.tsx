import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { InboxItem } from '../../../shared/contract/orders.ts';
import { useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';

/** More was sold than the store has: which other stores have it, and what is usually done. Nothing until that is known. */
export function Elsewhere({ item: { args } }: { readonly item: Pick<InboxItem, 'args'> }) {
  const { t, formats } = useLanguage();
  const engine = useEngine();
  const articleNumber = String(args.articleNumber);
  const cells = useQuery({
    queryKey: ['story', articleNumber, 'elsewhere'],
    queryFn: ({ signal }) => engine.articles.story({ articleNumber, limit: 1 }, { signal }),
  }).data?.article.cells;
  if (cells === undefined) return null;
  const stores = cells.flatMap(({ storeNumber, storeName, easycashier }) =>
    storeNumber !== String(args.store) && easycashier !== null && easycashier >= 1
      ? [t('window.inbox.elsewhereOne', { store: storeName, units: formats.number(easycashier) })]
      : [],
  );
  return (
    <Text size="sm" maw={820}>
      {stores.length === 0
        ? t('window.inbox.elsewhereNone')
        : t('window.inbox.elsewhere', { stores: stores.join(', ') })}
    </Text>
  );
}
