/** Synkloggen: what was sent, when and why, as it happens. A window of its own. */
import { Button, CloseButton, Group, Select, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconHistory, IconPlayerPause, IconPlayerPlay, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { LogEvent, LogLine } from '../../shared/contract/activity.ts';
import { useEngine, useHost, useLine } from '../base/engine.tsx';
import { useLanguage } from '../base/locale.tsx';
import { openOrder } from '../base/outside.ts';
import { useShortcuts } from '../base/shortcuts.ts';
import { anyDay, DayRange, daysFilter } from '../components/day-range.tsx';
import { Empty } from '../components/empty.tsx';
import { LanguageSwitch } from '../components/language-switch.tsx';
import { LineAway } from '../components/line-away.tsx';
import { StateBadge } from '../components/state-badge.tsx';
import { StoryDrawer } from '../components/story-drawer.tsx';
import { Trouble } from '../components/trouble.tsx';
import { UndoBoxes } from '../components/undo-boxes.tsx';
import { VirtualTable } from '../components/virtual-table.tsx';
import { useLogColumns } from './columns.tsx';
import { ExportButton } from './export-button.tsx';
import classes from './log-window.module.css';
import { type LogFilter, useLog } from './use-log.ts';

type Kind = 'all' | 'pushed' | 'orders' | 'changes' | 'needsYou' | 'troubles';

const kinds: Readonly<Record<Kind, readonly LogEvent[]>> = {
  all: [],
  pushed: ['pushed', 'stale', 'setAside', 'undone'],
  orders: ['booked', 'orderSeen', 'orderIgnored'],
  changes: [
    'balanceChanged',
    'foreignChange',
    'webshopChanged',
    'webshopTicked',
    'webshopUnticked',
    'bufferChanged',
    'settingChanged',
  ],
  needsYou: ['inboxOpened', 'inboxResolved', 'guardStopped'],
  troubles: [
    'trouble',
    'recovered',
    'copyFailed',
    'relayGap',
    'webhookForged',
    'appUninstalled',
    'webhooksRepaired',
  ],
};

/** This near the end, older lines are fetched. */
const AHEAD = 100;

export function LogWindow() {
  const { t } = useLanguage();
  const engine = useEngine();
  const host = useHost();
  const isAway = useLine().state !== 'open';
  const [kind, setKind] = useState<Kind>('all');
  const [store, setStore] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), 150);
  const [days, setDays] = useState(anyDay);
  const [isPaused, setPaused] = useState(false);
  const [story, setStory] = useState<string | null>(null);
  const [undone, setUndone] = useState<string | null>(null);
  useShortcuts();
  useEffect(() => {
    document.title = t('window.log.title');
  }, [t]);

  const filter = useMemo<LogFilter>(
    () => ({
      ...(kind === 'all' ? {} : { events: [...kinds[kind]] }),
      ...(store === null ? {} : { storeNumber: store }),
      ...(search === '' ? {} : { search }),
      ...daysFilter(days),
    }),
    [kind, store, search, days],
  );
  const log = useLog(filter, isPaused);
  const columns = useLogColumns(setUndone, openOrder);
  const stores = useQuery({
    queryKey: ['stores'],
    queryFn: ({ signal }) => engine.stores.list(undefined, { signal }),
  }).data?.stores;
  const isFiltered = kind !== 'all' || store !== null || search !== '' || days !== anyDay;

  const onRange = (_first: number, last: number) => {
    if (last > log.lines.length - AHEAD) log.more();
  };

  return (
    <main className={classes.window} data-page data-world={host?.world}>
      <Group justify="space-between" gap="xs md">
        <div>
          <Title order={1} size="h4">
            {t('window.log.title')}
          </Title>
          <Text size="xs" c="dimmed">
            {host?.world === 'practice' ? t('window.top.practice') : t('window.log.about')}
          </Text>
        </div>
        <Group gap="xs">
          <StateBadge
            tone={isAway || isPaused ? 'paused' : 'inStep'}
            words={t(isAway ? 'window.top.away' : isPaused ? 'window.log.paused' : 'window.log.live')}
          />
          <Button
            variant="default"
            leftSection={
              isPaused ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />
            }
            onClick={() => setPaused(!isPaused)}
          >
            {t(isPaused ? 'window.log.resume' : 'window.log.pause')}
            {isPaused && log.waiting > 0 ? ` (${t('window.log.waiting', { count: log.waiting })})` : ''}
          </Button>
          <ExportButton filter={filter} />
          <LanguageSwitch />
        </Group>
      </Group>
      <Group gap="xs" wrap="wrap">
        <TextInput
          data-search
          type="search"
          w={340}
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={
            typed === '' ? null : (
              <CloseButton size="sm" aria-label={t('window.common.clear')} onClick={() => setTyped('')} />
            )
          }
          aria-label={t('window.log.search')}
          placeholder={t('window.log.search')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Group gap={6} role="group" aria-label={t('window.log.filter')}>
          {(Object.keys(kinds) as Kind[]).map((one) => (
            <Button
              key={one}
              size="compact-sm"
              radius="xl"
              variant={kind === one ? 'filled' : 'default'}
              aria-pressed={kind === one}
              onClick={() => setKind(one)}
            >
              {t(`window.log.kind.${one}`)}
            </Button>
          ))}
        </Group>
        <Select
          w={180}
          size="xs"
          aria-label={t('column.store')}
          placeholder={t('window.log.allStores')}
          clearable
          value={store}
          onChange={setStore}
          data={(stores ?? []).map(({ storeNumber, name }) => ({ value: storeNumber, label: name }))}
        />
        <DayRange days={days} onChange={setDays} />
      </Group>
      {log.error !== null && log.lines.length === 0 ? (
        <Trouble error={log.error} />
      ) : (
        <VirtualTable<LogLine>
          label={t('window.log.table')}
          columns={columns}
          count={log.isFirst ? 10 : log.lines.length}
          rowAt={(index) => log.lines[index]}
          onRange={onRange}
          onOpen={(line) => line.articleNumber !== null && setStory(line.articleNumber)}
          resetKey={JSON.stringify(filter)}
          empty={
            log.isFirst ? null : (
              <Empty
                icon={IconHistory}
                title={t(isFiltered ? 'window.log.noneTitle' : 'window.log.emptyTitle')}
                how={t(isFiltered ? 'window.log.noneHow' : 'window.log.emptyHow')}
              />
            )
          }
        />
      )}
      <StoryDrawer articleNumber={story} onClose={() => setStory(null)} onOrder={openOrder} />
      <UndoBoxes changeId={undone} onClose={() => setUndone(null)} />
      <LineAway />
    </main>
  );
}
