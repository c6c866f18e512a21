/** The last page leads to the first preview, so that nobody has to guess what to do next. */
import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useStatus } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { StartAtLogin } from '../../components/start-at-login.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { NeedsStep } from './needs-step.tsx';
import { StepTitle } from './step-title.tsx';
import { type Guide, steps, type View } from './use-guide.ts';

interface FinishProps {
  readonly guide: Guide;
  readonly onOpen: (view: View) => void;
}

export function Finish({ guide, onOpen }: FinishProps) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const articles = useStatus()?.articles.webshop ?? 0;
  const needed = steps.find((step) => step !== 'webhooks' && !guide.done[step]);
  if (needed !== undefined)
    return (
      <>
        <StepTitle>{t('window.guide.finish.name')}</StepTitle>
        <NeedsStep step={needed} onOpen={onOpen} />
      </>
    );
  return (
    <>
      <StepTitle>{t('window.guide.finish.title')}</StepTitle>
      <Paper withBorder p="lg">
        <Stack>
          <StateBadge tone="inStep" size="large" words={t('window.guide.finish.active')} />
          <Text>{t('window.guide.finish.what', { count: articles })}</Text>
          <Text c="dimmed" size="sm">
            {t('window.guide.finish.how')}
          </Text>
          <StartAtLogin />
          <Group>
            <Button
              data-primary
              size="md"
              rightSection={<IconArrowRight size={18} aria-hidden />}
              onClick={() => void navigate({ to: '/sync' })}
            >
              {t('window.guide.finish.preview')}
            </Button>
            <Button variant="default" size="md" onClick={() => void navigate({ to: '/articles' })}>
              {t('window.guide.flags.choose')}
            </Button>
          </Group>
        </Stack>
      </Paper>
    </>
  );
}
