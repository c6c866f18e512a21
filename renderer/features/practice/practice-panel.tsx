/**
 * A till and a web checkout beside the window, to press on: both sides' numbers are the practice shops' own, not ours, so
 * that a person sees them move.
 */
import { ActionIcon, Text, Title, UnstyledButton } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconChevronRight, IconSchool } from '@tabler/icons-react';
import { useState } from 'react';
import type { HostState } from '../../../shared/contract/host.ts';
import { useLanguage } from '../../base/locale.tsx';
import { useNarrow } from '../../base/narrow.ts';
import { Playground } from './playground.tsx';
import classes from './practice-panel.module.css';

/** Below this the panel would take the room that the screen needs. */
const WIDE = 1280;

interface PracticePanelProps {
  readonly practice: NonNullable<HostState['practice']>;
}

export function PracticePanel({ practice }: PracticePanelProps) {
  const { t } = useLanguage();
  const isNarrow = useNarrow();
  const [isOver, setOver] = useState(false);
  const [isKeptOpen, keepOpen] = useLocalStorage({
    key: 'backoffice.practicePanel',
    defaultValue: window.innerWidth >= WIDE,
    getInitialValueInEffect: false,
  });
  // In a narrow window it lies over the screen, and only while somebody wants it there.
  const [isOpen, setOpen] = isNarrow ? [isOver, setOver] : [isKeptOpen, keepOpen];
  if (!isOpen)
    return (
      <UnstyledButton
        className={classes.tab}
        onClick={() => setOpen(true)}
        aria-expanded={false}
        aria-label={t('window.practice.open')}
      >
        <IconSchool size={18} aria-hidden />
        <span>{t('window.practice.title')}</span>
      </UnstyledButton>
    );
  return (
    <aside className={classes.panel} aria-label={t('window.practice.title')}>
      <div className={classes.head}>
        <Title order={2} size="h5">
          {t('window.practice.title')}
        </Title>
        <ActionIcon
          variant="transparent"
          color="white"
          onClick={() => setOpen(false)}
          aria-expanded
          aria-label={t('window.practice.close')}
        >
          <IconChevronRight size={18} aria-hidden />
        </ActionIcon>
      </div>
      <section className={classes.body} aria-label={t('window.practice.acts')}>
        <Text size="xs" c="dimmed">
          {t('window.practice.about')}
        </Text>
        <Playground practice={practice} />
      </section>
    </aside>
  );
}
