/** Step 4: Skapa Webhooks, and how each of them is. Without a relay orders are found by looking. */
import { Alert, Button, Group, Paper, Skeleton, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useStatus } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { Trouble } from '../../components/trouble.tsx';
import { NeedsStep } from './needs-step.tsx';
import { RelayForm } from './relay-form.tsx';
import { StepTitle } from './step-title.tsx';
import { TakeOver } from './take-over.tsx';
import { type Guide, useWebhooks, type View } from './use-guide.ts';
import { WebhookHealth } from './webhook-health.tsx';

interface StepWebhooksProps {
  readonly guide: Guide;
  readonly onOpen: (view: View) => void;
}

export function StepWebhooks({ guide, onOpen }: StepWebhooksProps) {
  const { t } = useLanguage();
  const webhooks = useWebhooks(guide.isShopify);
  const isPolling = useStatus()?.webhooks === 'polling';
  return (
    <>
      <StepTitle>{t('window.guide.webhooks.title')}</StepTitle>
      <Text size="sm" c="dimmed">
        {t('window.guide.webhooks.about')}
      </Text>
      {guide.isShopify ? (
        <>
          <TakeOver />
          {webhooks.isPending ? <Skeleton h={160} /> : null}
          {webhooks.isError ? (
            <Trouble error={webhooks.error} onRetry={() => void webhooks.refetch()} />
          ) : null}
          {webhooks.data?.leaving != null ? (
            <Alert variant="light" color="gray" icon={<IconInfoCircle aria-hidden />}>
              {t('window.guide.webhooks.leaving', { host: webhooks.data.leaving })}
            </Alert>
          ) : null}
          {webhooks.data?.relay != null ? <WebhookHealth view={webhooks.data} /> : null}
          {webhooks.isError || (webhooks.data !== undefined && webhooks.data.relay === null) ? (
            <Paper withBorder p="md">
              <RelayForm />
            </Paper>
          ) : null}
          {isPolling ? (
            <Alert variant="light" color="gray" icon={<IconInfoCircle aria-hidden />}>
              {t('window.guide.webhooks.polling')}
            </Alert>
          ) : null}
          <Group justify="flex-end">
            <Button
              {...(guide.done.webhooks ? { 'data-primary': true } : { variant: 'default' })}
              onClick={() => onOpen('finish')}
            >
              {t(guide.done.webhooks ? 'window.guide.webhooks.next' : 'window.guide.webhooks.without')}
            </Button>
          </Group>
        </>
      ) : (
        <NeedsStep step="app" onOpen={onOpen} />
      )}
    </>
  );
}
