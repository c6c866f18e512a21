/** Always on screen: whose shop, how things stand, how old the last push and the last order are. */

import {
  ActionIcon,
  Button,
  Group,
  Menu,
  Text,
  Tooltip,
  UnstyledButton,
  useMantineColorScheme,
} from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSchool, IconSun } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Status } from '../../shared/contract/activity.ts';
import type { HostState } from '../../shared/contract/host.ts';
import type { OurTime } from '../../shared/words/time.ts';
import { acrossWorlds, useEngine } from '../base/engine.tsx';
import { useLanguage } from '../base/locale.tsx';
import { useNow, useProgress } from '../base/progress.tsx';
import { LanguageSwitch } from '../components/language-switch.tsx';
import { StateBadge } from '../components/state-badge.tsx';
import { chipOf } from '../components/state-of-things.ts';
import { PauseSwitch } from './pause-all.tsx';
import classes from './top-bar.module.css';

interface TopBarProps {
  readonly host: HostState;
  readonly status: Status;
  readonly isAway: boolean;
}

export function TopBar({ host, status, isAway }: TopBarProps) {
  const { t, formats } = useLanguage();
  const engine = useEngine();
  const navigate = useNavigate();
  const now = useNow();
  const progress = useProgress();
  const leave = useMutation({ ...acrossWorlds, mutationFn: () => engine.host.leavePractice() });
  const isPractice = host.world === 'practice';

  const chip = isAway
    ? { tone: 'paused' as const, words: t('window.top.away'), to: '/' as const }
    : chipOf(status, progress, t);
  const since = (at: OurTime | null, known: 'pushed' | 'order', never: 'neverPushed' | 'neverOrder') =>
    at === null ? t(`window.top.${never}`) : t(`window.top.${known}`, { age: formats.since(at, now) });

  return (
    <Group
      h="100%"
      px="md"
      gap="md"
      wrap="nowrap"
      className={classes.bar}
      data-practice={isPractice || undefined}
    >
      <Text fw={650} truncate className={classes.shop} title={status.shop ?? undefined}>
        {status.shop?.replace('.myshopify.com', '') ?? t('window.top.notConnected')}
      </Text>
      <UnstyledButton
        className={classes.chip}
        onClick={() =>
          void navigate(
            chip.to === '/articles' ? { to: chip.to, search: { show: 'unmatched' } } : { to: chip.to },
          )
        }
        aria-live="polite"
        data-testid="chip"
      >
        <StateBadge tone={chip.tone} words={chip.words} size="large" />
      </UnstyledButton>
      <Text size="sm" className={classes.ages} truncate>
        {since(status.lastPushAt, 'pushed', 'neverPushed')} ·{' '}
        {since(status.lastOrderAt, 'order', 'neverOrder')}
      </Text>
      {isPractice ? (
        <Group gap="xs" wrap="nowrap" className={classes.practice}>
          <IconSchool size={18} aria-hidden />
          <Text size="sm" fw={600} className={classes.practiceLong} truncate>
            {t('window.top.practice')}
          </Text>
          <Text size="sm" fw={600} className={classes.practiceShort}>
            {t('window.top.practiceShort')}
          </Text>
          <Button
            size="compact-sm"
            color="white"
            c="violet.9"
            variant="filled"
            onClick={() => leave.mutate()}
            loading={leave.isPending}
          >
            {t('window.top.leavePractice')}
          </Button>
        </Group>
      ) : null}
      <PauseSwitch status={status} />
      <Group gap="md" wrap="nowrap" className={classes.switches}>
        <LanguageSwitch />
        <SchemeMenu />
      </Group>
    </Group>
  );
}

const schemes = [
  { value: 'light', word: 'schemeLight', icon: IconSun },
  { value: 'dark', word: 'schemeDark', icon: IconMoon },
  { value: 'auto', word: 'schemeAuto', icon: IconDeviceDesktop },
] as const;

function SchemeMenu() {
  const { t } = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Icon = schemes.find(({ value }) => value === colorScheme)?.icon ?? IconDeviceDesktop;
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Tooltip label={t('window.top.scheme')}>
          <ActionIcon variant="default" size="md" aria-label={t('window.top.scheme')}>
            <Icon size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {schemes.map(({ value, word, icon: ItemIcon }) => (
          <Menu.Item
            key={value}
            leftSection={<ItemIcon size={16} aria-hidden />}
            onClick={() => setColorScheme(value)}
            aria-current={value === colorScheme}
          >
            {t(`window.top.${word}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
