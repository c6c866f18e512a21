/** The frame: menu on the left, the state of things at the top, one screen in the middle. */
import { Button, Center, Loader, Skeleton, Stack, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { awayWords, useHost, useLine, useStatus } from '../base/engine.tsx';
import { useFailingEngine } from '../base/failing-engine.ts';
import { useLanguage } from '../base/locale.tsx';
import { useShortcuts } from '../base/shortcuts.ts';
import { LineAway } from '../components/line-away.tsx';
import { UpdateLine } from '../components/update-line.tsx';
import { PracticePanel } from '../features/practice/practice-panel.tsx';
import { Welcome } from '../features/welcome/welcome.tsx';
import { HostFailure } from './host-failure.tsx';
import { Navigation } from './navigation.tsx';
import { PausedLine } from './pause-all.tsx';
import classes from './shell.module.css';
import { TopBar } from './top-bar.tsx';
import { useMenu } from './use-menu.ts';

/** Seldom needed, and not weighed by a window that opens. The desktop has it on its disk, whatever became of the engine. */
const EngineFailure = lazy(() =>
  import('./engine-failure.tsx').then((module) => ({ default: module.EngineFailure })),
);

export function Shell() {
  const { t } = useLanguage();
  const { state, generation } = useLine();
  const host = useHost();
  const status = useStatus();
  const menu = useMenu();
  const [hasBegun, setBegun] = useLocalStorage({ key: 'backoffice.begun', defaultValue: false });
  const death = useFailingEngine();
  useShortcuts();

  if (death !== null)
    return (
      <Suspense fallback={<Opening hasWaited />}>
        <EngineFailure death={death} />
      </Suspense>
    );
  if (host === undefined || (status === undefined && host.failure === null))
    return <Opening hasWaited={state === 'lost' || state === 'shut'} />;
  if (host.failure !== null || status === undefined)
    return (
      <>
        <HostFailure host={host} />
        <LineAway />
      </>
    );

  const isNew = status.company === null && status.shop === null;
  if (host.world === 'real' && isNew && !hasBegun)
    return (
      <>
        <Welcome onReal={() => setBegun(true)} />
        <LineAway />
      </>
    );

  return (
    <div
      className={classes.frame}
      data-world={host.world}
      data-folded={menu.isFolded || menu.isOver || undefined}
    >
      <button
        type="button"
        className={classes.skip}
        data-skip
        onClick={() => document.getElementById('main')?.focus()}
      >
        {t('window.nav.skip')}
      </button>
      <header className={classes.top}>
        <TopBar host={host} status={status} isAway={state !== 'open'} />
      </header>
      <div className={classes.note}>
        <PausedLine status={status} />
        <UpdateLine />
      </div>
      <aside className={classes.menu} data-over={menu.isOver || undefined} ref={menu.ref}>
        <Navigation isFolded={menu.isFolded} onFold={menu.toggle} waiting={status.inboxOpen} />
      </aside>
      {/* Another engine, another shop: no screen keeps what it showed of the one before. */}
      <main
        id="main"
        className={classes.main}
        tabIndex={-1}
        key={`${host.world}`}
        data-generation={generation}
      >
        <Outlet />
      </main>
      {host.practice === null ? null : <PracticePanel practice={host.practice} />}
      <LineAway />
    </div>
  );
}

function Opening({ hasWaited }: { readonly hasWaited: boolean }) {
  const { t } = useLanguage();
  const { state } = useLine();
  const { what, stock, next } = awayWords(state);
  return (
    <Center h="100%" p="xl">
      <Stack align="center" gap="sm" maw={420} role="status">
        {hasWaited ? (
          <>
            {state === 'shut' ? null : <Loader size="sm" />}
            <Text fw={600} ta="center">
              {t(what)}
            </Text>
            <Text size="sm" c="dimmed" ta="center">
              {t(stock)} {t(next)}
            </Text>
            <Button size="xs" variant="default" onClick={() => location.reload()}>
              {t('window.trouble.again')}
            </Button>
          </>
        ) : (
          <>
            <Skeleton w={260} h={18} />
            <Skeleton w={200} h={12} />
            <Text size="xs" c="dimmed">
              {t('window.common.loading')}
            </Text>
          </>
        )}
      </Stack>
    </Center>
  );
}
