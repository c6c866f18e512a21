/** Step 3: the pre-flight, the articles, the question about open orders, and Aktivera. */
import { Button, Group, Paper, Radio, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useEngine, useStatus } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { useNow } from '../../base/progress.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { Trouble } from '../../components/trouble.tsx';
import { useConnectionChanged, usePreflight } from '../../components/use-connection.ts';
import { NeedsStep } from './needs-step.tsx';
import { Preflight } from './preflight.tsx';
import { StepTitle } from './step-title.tsx';
import type { Guide, View } from './use-guide.ts';
import { WebshopFlags } from './webshop-flags.tsx';

const answers = ['ask', 'taken', 'book'] as const;
type Answer = (typeof answers)[number];

interface StepActivateProps {
  readonly guide: Guide;
  readonly onOpen: (view: View) => void;
}

export function StepActivate({ guide, onOpen }: StepActivateProps) {
  const { t } = useLanguage();
  const isReady = guide.done.app && guide.done.places;
  return (
    <>
      <StepTitle>{t('window.guide.activate.title')}</StepTitle>
      <Text size="sm" c="dimmed">
        {t('window.guide.activate.about')}
      </Text>
      {isReady ? (
        <Ready isActive={guide.done.activate} onOpen={onOpen} />
      ) : (
        <NeedsStep step={guide.done.app ? 'places' : 'app'} onOpen={onOpen} />
      )}
    </>
  );
}

interface ReadyProps {
  readonly isActive: boolean;
  readonly onOpen: (view: View) => void;
}

function Ready({ isActive, onOpen }: ReadyProps) {
  const { t } = useLanguage();
  const engine = useEngine();
  const queries = useQueryClient();
  const changed = useConnectionChanged();
  const check = usePreflight(true);
  const [openOrders, setOpenOrders] = useState<Answer>('ask');
  const activate = useMutation({
    mutationFn: () => engine.connection.activate({ openOrders }),
    onSuccess: (answer) => {
      queries.setQueryData(['check'], { ok: true, lines: answer.lines });
      return queries.invalidateQueries({ queryKey: ['status'] });
    },
    onError: () => void changed(),
  });
  return (
    <>
      <Preflight check={check} onOpen={onOpen} />
      <WebshopFlags line={check.data?.lines.find((line) => line.id === 'webshopArticles')} />
      {isActive ? (
        <Activated openOrders={activate.data?.openOrders ?? null} onOpen={onOpen} />
      ) : (
        <>
          <Paper withBorder p="md">
            <Radio.Group
              label={t('window.guide.openOrders.question')}
              description={t('window.guide.openOrders.why')}
              value={openOrders}
              onChange={(value) => setOpenOrders(value as Answer)}
            >
              <Stack gap="xs" mt="sm">
                {answers.map((answer) => (
                  <Radio
                    key={answer}
                    value={answer}
                    label={t(`choice.${answer}`)}
                    description={t(`window.guide.openOrders.${answer}`)}
                  />
                ))}
              </Stack>
            </Radio.Group>
          </Paper>
          {activate.isError ? <Trouble error={activate.error} /> : null}
          <Group justify="flex-end">
            <Text size="sm" c="dimmed">
              {t('window.guide.activate.safe')}
            </Text>
            <Button
              data-primary
              size="md"
              disabled={check.data?.ok !== true || check.isFetching}
              loading={activate.isPending}
              onClick={() => activate.mutate()}
            >
              {t('window.guide.activate.button')}
            </Button>
          </Group>
        </>
      )}
    </>
  );
}

interface ActivatedProps {
  readonly openOrders: readonly { readonly name: string; readonly units: number }[] | null;
  readonly onOpen: (view: View) => void;
}

function Activated({ openOrders, onOpen }: ActivatedProps) {
  const { t, formats } = useLanguage();
  const at = useStatus()?.activatedAt ?? null;
  const now = useNow(30_000);
  return (
    <Paper withBorder p="md" role="status">
      <Stack gap="xs">
        <StateBadge tone="inStep" size="large" words={t('window.guide.activate.done')} />
        <Text size="sm">
          {t('window.guide.activate.line', { at: at === null ? '…' : formats.moment(at, now) })}
        </Text>
        {openOrders !== null && openOrders.length > 0 ? (
          <Text size="sm">
            {t('window.guide.activate.open', {
              count: openOrders.length,
              orders: openOrders.map((order) => order.name).join(', '),
            })}
          </Text>
        ) : null}
        <Group justify="flex-end">
          <Button data-primary onClick={() => onOpen('webhooks')}>
            {t('window.guide.activate.next')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
