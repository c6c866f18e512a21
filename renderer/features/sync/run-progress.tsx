/** A run under way: how far, how fast, how long; pause, continue, cancel. */
import { Button, Group, Modal, Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { RunSummary } from '../../../shared/contract/sync.ts';
import { useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { useProgress } from '../../base/progress.tsx';
import { Trouble } from '../../components/trouble.tsx';

export function RunProgress({ run }: { readonly run: RunSummary }) {
  const { t, formats } = useLanguage();
  const engine = useEngine();
  const queries = useQueryClient();
  const progress = useProgress();
  const [isAsking, setAsking] = useState(false);
  const settled = () => void queries.invalidateQueries({ queryKey: ['status'] });
  const pause = useMutation({
    mutationFn: () => engine.sync.pause({ runId: run.runId }),
    onSettled: settled,
  });
  const cancel = useMutation({
    mutationFn: () => engine.sync.cancel({ runId: run.runId }),
    onSettled: settled,
  });
  // Its answer comes when the run has ended; the screen follows the status.
  const resume = useMutation({
    mutationFn: () => engine.sync.resume({ runId: run.runId }),
    onMutate: () => setTimeout(settled, 200),
  });

  const open = (run.counts.pending ?? 0) + (run.counts.sent ?? 0);
  const told = progress?.runId === run.runId && progress.phase === 'writing' ? progress.done : 0;
  const done = Math.max(told, run.total - open);
  const isPaused = run.state === 'paused';
  const perSecond = useSpeed(done, isPaused);
  const left = perSecond > 0 ? ((run.total - done) / perSecond) * 1_000 : null;
  const words = t('window.sync.sent', { done, total: run.total });
  const error = pause.error ?? cancel.error ?? resume.error;

  return (
    <Paper withBorder p="lg">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h4">
            {isPaused ? t('window.top.paused') : `${t(`runKind.${run.kind}`)} – ${t('window.sync.sending')}`}
          </Title>
          <Group gap="xs">
            {isPaused ? (
              <Button
                data-primary
                leftSection={<IconPlayerPlay size={16} aria-hidden />}
                onClick={() => resume.mutate()}
              >
                {t('window.sync.resume')}
              </Button>
            ) : (
              <Button
                variant="default"
                leftSection={<IconPlayerPause size={16} aria-hidden />}
                onClick={() => pause.mutate()}
                loading={pause.isPending}
              >
                {t('window.sync.pause')}
              </Button>
            )}
            <Button
              variant="default"
              leftSection={<IconX size={16} aria-hidden />}
              onClick={() => setAsking(true)}
              loading={cancel.isPending}
            >
              {t('window.sync.cancel')}
            </Button>
          </Group>
        </Group>
        <Progress
          size="lg"
          value={run.total === 0 ? 100 : (100 * done) / run.total}
          color={isPaused ? 'violet' : 'petrol'}
          aria-label={words}
        />
        <Text size="sm" className="numbers" role="status">
          {words}
          {isPaused || perSecond === 0
            ? null
            : ` · ${t('window.sync.speed', { perSecond: Math.round(perSecond) })}`}
          {isPaused || left === null ? null : ` · ${t('window.sync.left', { left: formats.age(left) })}`}
        </Text>
        {isPaused ? <Text size="sm">{t('window.sync.isPaused')}</Text> : null}
        {error === null ? null : <Trouble error={error} />}
      </Stack>
      <Modal
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={<Text fw={650}>{t('window.sync.cancelTitle')}</Text>}
        closeButtonProps={{ 'aria-label': t('window.common.close') }}
      >
        <Stack>
          <Text size="sm">{t('window.sync.cancelWhat')}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
              {t('window.sync.cancelKeep')}
            </Button>
            <Button
              color="red.8"
              onClick={() => {
                setAsking(false);
                cancel.mutate();
              }}
            >
              {t('window.sync.cancelGo')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Paper>
  );
}

/** Rows a second over the last few seconds. */
function useSpeed(done: number, isPaused: boolean): number {
  const samples = useRef<{ at: number; done: number }[]>([]);
  const [speed, setSpeed] = useState(0);
  useEffect(() => {
    if (isPaused) {
      samples.current = [];
      return;
    }
    const now = performance.now();
    samples.current = [...samples.current.filter(({ at }) => now - at < 6_000), { at: now, done }];
    const [first] = samples.current;
    if (first && now - first.at > 500)
      setSpeed(Math.max(0, ((done - first.done) / (now - first.at)) * 1_000));
  }, [done, isPaused]);
  return isPaused ? 0 : speed;
}
