/** »Pausa allt«: a switch at the top of every screen, and while it is on, a line that says since when and ends it. */
import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useMutationState, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Status } from '../../shared/contract/activity.ts';
import { doneByText } from '../../shared/i18n/sentences.ts';
import { useEngine, useExplain } from '../base/engine.tsx';
import { useLanguage } from '../base/locale.tsx';
import { useNow } from '../base/progress.tsx';
import { tell } from '../components/tell.ts';
import { TopLine } from '../components/top-line.tsx';
import classes from './pause-all.module.css';

const KEY = ['pause-all'];

/**
 * The button that was pressed goes with the state that it ended: the one that takes its place takes the focus, unless that has gone elsewhere
 * meanwhile. `isShown`: the button is there.
 */
function useFocusAfter(pressed: 'begin' | 'end', isShown: boolean) {
  const button = useRef<HTMLButtonElement>(null);
  const asked = useMutationState({
    filters: { mutationKey: KEY },
    select: ({ state }) => state.variables as boolean,
  }).at(-1);
  const wasShown = useRef(isShown);
  useEffect(() => {
    const isNew = isShown && !wasShown.current;
    wasShown.current = isShown;
    const isFree = document.activeElement === null || document.activeElement === document.body;
    if (isNew && isFree && asked === (pressed === 'begin')) button.current?.focus();
  });
  return button;
}

function usePauseAll() {
  const engine = useEngine();
  const queries = useQueryClient();
  const explain = useExplain();
  return useMutation({
    mutationKey: KEY,
    mutationFn: (isOn: boolean): Promise<unknown> =>
      isOn ? engine.activity.pause() : engine.activity.resume(),
    onError: (error) => tell('failed', explain(error).what, explain(error).next),
    onSettled: () => queries.invalidateQueries(),
  });
}

/** Shown where there is something to pause. */
export function PauseSwitch({ status }: { readonly status: Status }) {
  const { t } = useLanguage();
  const change = usePauseAll();
  const isShown = status.activatedAt !== null && status.pausedAt === null;
  const button = useFocusAfter('end', isShown);
  if (!isShown) return null;
  const words = t('window.pause.begin');
  return (
    <Button
      ref={button}
      size="compact-sm"
      variant="default"
      className={classes.switch}
      leftSection={<IconPlayerPause size={16} aria-hidden />}
      loading={change.isPending}
      onClick={() => change.mutate(true)}
      aria-label={words}
      title={t('window.pause.about')}
    >
      <span className={classes.words}>{words}</span>
    </Button>
  );
}

export function PausedLine({ status }: { readonly status: Status }) {
  const { t, formats, translator } = useLanguage();
  const now = useNow(30_000);
  const change = usePauseAll();
  const { pausedAt, pausedBy, queue } = status;
  const button = useFocusAfter('begin', pausedAt !== null);
  const waiting = queue.dirtyCells + queue.pendingBookings + queue.unknownBookings;
  const said = pausedAt !== null && (
    <>
      <strong>{t('window.pause.since', { when: formats.moment(pausedAt, now) })}</strong>{' '}
      {pausedBy === null ? null : <span>({doneByText(translator, pausedBy)})</span>}{' '}
      <span>{t('window.pause.meaning')}</span>{' '}
      {waiting > 0 ? <span>{t('window.pause.waiting', { count: waiting })}</span> : null}
    </>
  );
  const end = (
    <Button
      ref={button}
      size="compact-sm"
      color="violet.8"
      leftSection={<IconPlayerPlay size={16} aria-hidden />}
      loading={change.isPending}
      onClick={() => change.mutate(false)}
    >
      {t('window.pause.end')}
    </Button>
  );
  return <TopLine icon={IconPlayerPause} tone="violet" said={said || null} act={end} />;
}
