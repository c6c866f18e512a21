/** How the relay and each webhook are doing, in words. */
import { Accordion, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { WebhooksView } from '../../../shared/contract/webhooks.ts';
import { useLanguage } from '../../base/locale.tsx';
import { useNow } from '../../base/progress.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import classes from './guide.module.css';
import { WebhookMenu } from './webhook-menu.tsx';

export function WebhookHealth({ view }: { readonly view: WebhooksView }) {
  const { t, formats, translator } = useLanguage();
  const now = useNow();
  const { relay, topics } = view;
  if (relay === null) return null;
  const good = topics.filter((one) => one.state === 'ok').length;
  const received =
    relay.lastReceivedAt === null
      ? t('window.guide.webhooks.neverReceived')
      : t('window.guide.webhooks.received', { age: formats.since(relay.lastReceivedAt, now) });
  return (
    <Paper withBorder p="md" component="section" aria-label={t('window.guide.webhooks.health')}>
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap">
          <Title order={3} size="h5">
            {t('window.guide.webhooks.health')}
          </Title>
          <Group gap="xs">
            <StateBadge
              tone={view.ok ? 'inStep' : relay.reachable ? 'needsYou' : 'failed'}
              words={t(
                view.ok
                  ? 'window.guide.webhooks.allGood'
                  : relay.reachable
                    ? 'window.guide.webhooks.someBad'
                    : 'window.guide.webhooks.relayDown',
              )}
            />
            <WebhookMenu />
          </Group>
        </Group>
        <Text size="sm">
          {t('window.guide.webhooks.relayLine', { host: relay.host })} · {received}
          {relay.waiting !== null && relay.waiting > 0
            ? ` · ${t('window.guide.webhooks.waiting', { count: relay.waiting })}`
            : ''}
        </Text>
        <Accordion variant="contained" defaultValue={view.ok ? null : 'topics'} order={4}>
          <Accordion.Item value="topics">
            <Accordion.Control>
              <Text size="sm">{t('window.guide.webhooks.topics', { good, total: topics.length })}</Text>
            </Accordion.Control>
            <Accordion.Panel>
              <ul className={classes.lines}>
                {topics.map((one) => (
                  <li key={one.topic} className={classes.line} data-topic={one.topic} data-state={one.state}>
                    <StateBadge
                      tone={
                        one.state === 'ok' ? 'inStep' : one.state === 'otherVersion' ? 'needsYou' : 'failed'
                      }
                      words={t(one.state === 'ok' ? 'topic.ok' : 'window.guide.check.warning')}
                    />
                    <span>
                      {translator.find(`window.guide.topics.${one.topic}`) ?? one.topic}
                      {one.state === 'ok' ? null : `: ${t(`topic.${one.state}`)}`}
                      {one.detail === null ? null : (
                        <Text size="xs" c="dimmed">
                          {one.detail}
                        </Text>
                      )}
                    </span>
                    <Text size="xs" c="dimmed" ff="monospace">
                      {one.topic.toLowerCase()}
                    </Text>
                  </li>
                ))}
              </ul>
            </Accordion.Panel>
          </Accordion.Item>
        </Accordion>
      </Stack>
    </Paper>
  );
}
