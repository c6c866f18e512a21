/** Att kontrollera: what only a person can decide, with what each choice leads to. */
import { Badge, Button, Checkbox, Group, Paper, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { InboxItem } from '../../../shared/contract/orders.ts';
import { choiceText, doneByText, inboxSentence } from '../../../shared/i18n/sentences.ts';
import { useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { useNow } from '../../base/progress.tsx';
import { Empty } from '../../components/empty.tsx';
import { Page } from '../../components/page.tsx';
import { TableSkeleton } from '../../components/table-skeleton.tsx';
import { tell } from '../../components/tell.ts';
import { Trouble } from '../../components/trouble.tsx';
import { useStoreName } from '../../components/use-connection.ts';
import { Elsewhere } from './elsewhere.tsx';

const REFRESH_MS = 2_000;

export function Inbox() {
  const { t } = useLanguage();
  const engine = useEngine();
  const [resolved, setResolved] = useState(false);
  const inbox = useQuery({
    queryKey: ['inbox', resolved],
    queryFn: ({ signal }) => engine.orders.inbox({ resolved }, { signal }),
    refetchInterval: REFRESH_MS,
  });
  const items = inbox.data?.items;
  return (
    <Page
      title={t('window.nav.inbox')}
      about={t('window.inbox.about')}
      actions={
        <Switch
          label={t('window.inbox.showResolved')}
          checked={resolved}
          onChange={(event) => setResolved(event.currentTarget.checked)}
        />
      }
    >
      {inbox.isError && items === undefined ? (
        <Trouble error={inbox.error} onRetry={() => void inbox.refetch()} />
      ) : items === undefined ? (
        <TableSkeleton rows={3} />
      ) : items.length === 0 ? (
        <Empty icon={IconInbox} title={t('window.inbox.emptyTitle')} how={t('window.inbox.emptyHow')} />
      ) : (
        <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
          {items.map((item) => (
            <Question
              key={item.inboxId}
              item={item}
              alike={items.filter(({ kind, resolvedAt }) => kind === item.kind && resolvedAt === null).length}
            />
          ))}
        </Stack>
      )}
    </Page>
  );
}

interface QuestionProps {
  readonly item: InboxItem;
  /** How many questions of its kind are open, this one among them. */
  readonly alike: number;
}

function Question({ item, alike }: QuestionProps) {
  const { t, translator, formats } = useLanguage();
  const engine = useEngine();
  const queries = useQueryClient();
  const now = useNow(30_000);
  const [forAll, setForAll] = useState(false);
  const [typed, setTyped] = useState('');
  // So much would disappear that the person types how many, so that nobody presses past it.
  const confirmRows = item.kind === 'guardStopped' ? Number(item.args.rows) : null;
  const isTyped = confirmRows === null || typed.replaceAll(/\s/g, '') === String(confirmRows);
  const resolve = useMutation({
    mutationFn: (choice: string) =>
      engine.orders.resolve({
        inboxId: item.inboxId,
        choice,
        alike: forAll && alike > 1,
        ...(confirmRows === null ? {} : { confirmRows }),
      }),
    onSuccess: () => tell('done', t('window.inbox.done')),
    onSettled: () => queries.invalidateQueries(),
  });
  const storeName = useStoreName();
  const { articleNumber: article, order } = item.args;
  const consequence = (choice: string) => translator.find(`window.inbox.consequence.${choice}`);
  return (
    <Paper withBorder p="md" component="li">
      <Stack gap="xs">
        <Group gap="sm">
          <Text fw={650}>{t(`inboxKind.${item.kind}`)}</Text>
          <Badge variant="default" tt="none" fw={400}>
            {item.resolvedAt === null
              ? t('window.inbox.since', { when: formats.moment(item.openedAt, now) })
              : [
                  t('window.inbox.resolved', {
                    when: formats.moment(item.resolvedAt, now),
                    choice: item.choice === null ? '–' : choiceText(translator, item.choice),
                  }),
                  doneByText(translator, item.by),
                ]
                  .filter(Boolean)
                  .join(' · ')}
          </Badge>
          {article === undefined ? null : (
            <Link to="/articles" search={{ article: String(article) }}>
              {t('window.inbox.article')}
            </Link>
          )}
          {order === undefined ? null : (
            <Link to="/orders" search={{ search: String(order) }}>
              {t('window.inbox.order')}
            </Link>
          )}
        </Group>
        <Text size="sm" maw={820}>
          {inboxSentence(translator, item, storeName)}
        </Text>
        {item.kind === 'oversold' && item.resolvedAt === null ? <Elsewhere item={item} /> : null}
        {item.resolvedAt !== null || confirmRows === null ? null : (
          <TextInput
            label={t('window.sync.guardAsk', { rows: String(confirmRows) })}
            inputMode="numeric"
            autoComplete="off"
            maw={300}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        {item.resolvedAt !== null ? null : (
          <Group gap="md" align="flex-start">
            {item.choices.map((choice, index) => (
              <Stack key={choice} gap={2} maw={300} align="flex-start">
                <Button
                  variant={index === 0 ? 'filled' : 'default'}
                  disabled={resolve.isPending || (choice === 'send' && !isTyped)}
                  loading={resolve.isPending && resolve.variables === choice}
                  onClick={() => resolve.mutate(choice)}
                >
                  {choiceText(translator, choice)}
                </Button>
                <Text size="xs" c="dimmed">
                  {consequence(choice)}
                </Text>
              </Stack>
            ))}
          </Group>
        )}
        {item.resolvedAt !== null || alike < 2 ? null : (
          <Checkbox
            label={t('window.inbox.alike', { count: alike })}
            checked={forAll}
            onChange={(event) => setForAll(event.currentTarget.checked)}
          />
        )}
        {resolve.isError ? <Trouble error={resolve.error} /> : null}
      </Stack>
    </Paper>
  );
}
