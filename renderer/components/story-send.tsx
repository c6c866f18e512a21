/** »Skicka det här saldot nu«, and what became of it in each store; and the way to Shopify's own history. */
import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { reasonText } from '../../shared/i18n/sentences.ts';
import type { WindowClient } from '../base/connection.ts';
import { useEngine, useStatus } from '../base/engine.tsx';
import { useLanguage } from '../base/locale.tsx';
import { openOutside } from '../base/outside.ts';
import { historyPage } from './shopify-admin.ts';
import { Trouble } from './trouble.tsx';

type Story = Awaited<ReturnType<WindowClient['articles']['story']>>;
type Sent = Awaited<ReturnType<WindowClient['articles']['sendNow']>>['stores'][number];

export function StorySend({ article, inventoryItemId }: Pick<Story, 'article' | 'inventoryItemId'>) {
  const { t } = useLanguage();
  const engine = useEngine();
  const queries = useQueryClient();
  const status = useStatus();
  const send = useMutation({
    mutationFn: () => engine.articles.sendNow({ articleNumber: article.articleNumber }),
    onSettled: () => queries.invalidateQueries(),
  });
  const shop = status?.practice === false ? status.shop : null;
  const canSend = article.isWebshop && article.miss === null && status?.activatedAt != null;
  const nameOf = (storeNumber: string) =>
    article.cells.find((cell) => cell.storeNumber === storeNumber)?.storeName ?? storeNumber;
  if (!canSend && (shop === null || inventoryItemId === null)) return null;
  return (
    <Stack gap={6}>
      <Group gap="md">
        {canSend ? (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconSend size={14} aria-hidden />}
            // Never disabled while it works: the focus would be lost.
            onClick={() => !send.isPending && send.mutate()}
            aria-busy={send.isPending}
          >
            {t(send.isPending ? 'window.story.send.sending' : 'window.story.send.go')}
          </Button>
        ) : null}
        {shop === null || inventoryItemId === null ? null : (
          <Anchor
            component="button"
            type="button"
            size="sm"
            underline="always"
            onClick={() => openOutside(historyPage(shop, inventoryItemId))}
          >
            {t('window.story.send.history')} ↗
          </Anchor>
        )}
      </Group>
      <div role="status" data-testid="sent-now">
        {send.isPending || send.data === undefined
          ? null
          : send.data.stores.map((one) => (
              <Text key={one.storeNumber} size="sm">
                <SentWords sent={one} store={nameOf(one.storeNumber)} />
              </Text>
            ))}
      </div>
      {send.isError ? <Trouble error={send.error} /> : null}
    </Stack>
  );
}

function SentWords({ sent, store }: { readonly sent: Sent; readonly store: string }) {
  const { t, translator, formats } = useLanguage();
  const number = (value: number | null) => (value === null ? '–' : formats.number(value));
  const words = t(`window.story.send.${sent.outcome}`, {
    store,
    before: number(sent.before),
    after: number(sent.after),
  });
  return sent.reason === null ? words : `${words} ${reasonText(translator, sent.reason)}`;
}
