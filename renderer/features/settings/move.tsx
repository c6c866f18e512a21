/** »Flytta till en ny dator«: from here, and what can be done where that has been done. */
import { Button, Code, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconDeviceDesktopUp } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { useNow } from '../../base/progress.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { CopyValue } from '../../components/copy-value.tsx';
import { OpenMoved } from '../../components/open-moved.tsx';
import { Trouble } from '../../components/trouble.tsx';

const acts = ['leave', 'takeBack', 'withoutRelay'] as const;
type Act = (typeof acts)[number];

export function Move() {
  const { t, formats } = useLanguage();
  const engine = useEngine();
  const queries = useQueryClient();
  const now = useNow(30_000);
  const [asked, setAsked] = useState<Act | null>(null);
  const [left, setLeft] = useState<Awaited<ReturnType<typeof engine.move.leave>> | null>(null);
  const status = useQuery({
    queryKey: ['move'],
    queryFn: ({ signal }) => engine.move.status(undefined, { signal }),
  });
  const act = useMutation({
    mutationFn: async (what: Act) => {
      if (what === 'leave') return engine.move.leave();
      await engine.move[what]();
      return null;
    },
    onSuccess: (file) => {
      setAsked(null);
      setLeft(file);
    },
    onSettled: () => queries.invalidateQueries(),
  });
  if (status.isError) return <Trouble error={status.error} onRetry={() => void status.refetch()} />;
  if (status.data === undefined) return <Skeleton h={80} />;
  const { movedAt, needsRelay } = status.data;
  return (
    <Stack gap="sm">
      {movedAt === null ? (
        <Text size="sm">{t('window.move.about')}</Text>
      ) : (
        <Text size="sm">{t('window.move.movedAt', { at: formats.moment(movedAt, now) })}</Text>
      )}
      {needsRelay ? <Text size="sm">{t('window.move.needsRelay')}</Text> : null}
      {left === null ? null : <LeftFile path={pathOf(left)} />}
      {act.isError && asked === null ? <Trouble error={act.error} /> : null}
      <Group gap="xs">
        <Button
          variant="default"
          leftSection={<IconDeviceDesktopUp size={16} aria-hidden />}
          onClick={() => (movedAt === null ? setAsked('leave') : act.mutate('leave'))}
          loading={act.isPending && asked === null}
        >
          {t(movedAt === null ? 'window.move.leave' : 'window.move.again')}
        </Button>
        {movedAt === null ? null : (
          <Button variant="default" onClick={() => setAsked('takeBack')}>
            {t('window.move.takeBack')}
          </Button>
        )}
        {needsRelay ? (
          <Button variant="default" onClick={() => setAsked('withoutRelay')}>
            {t('window.move.withoutRelay')}
          </Button>
        ) : null}
      </Group>
      {movedAt === null ? null : <OpenMoved />}
      {acts.map((what) => (
        <Confirm
          key={what}
          isOpen={asked === what}
          title={t(`window.move.${what}`)}
          action={t(`window.move.${what}`)}
          isHarmful={what !== 'leave'}
          isPending={act.isPending}
          error={asked === what ? act.error : null}
          onConfirm={() => act.mutate(what)}
          onClose={() => {
            setAsked(null);
            act.reset();
          }}
        >
          {t(`window.move.${what}Means`)}
        </Confirm>
      ))}
    </Stack>
  );
}

/** As the system of the engine writes paths. */
const pathOf = ({ folder, file }: { readonly folder: string; readonly file: string }) =>
  `${folder}${folder.includes('\\') ? '\\' : '/'}${file}`;

function LeftFile({ path }: { readonly path: string }) {
  const { t } = useLanguage();
  return (
    <div>
      <Text size="sm" fw={600}>
        {t('window.move.file')}
      </Text>
      <Group gap={4} wrap="nowrap">
        <Code style={{ overflowWrap: 'anywhere' }}>{path}</Code>
        <CopyValue value={path} />
      </Group>
      <Text size="sm" mt={4}>
        {t('window.move.next')}
      </Text>
    </div>
  );
}
