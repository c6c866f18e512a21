/** The menu, in EasyCashier's own words. Folded it shows icons; a badge where a person is needed. */
import { ActionIcon, Badge, NavLink, ScrollArea, Stack, Text, Tooltip } from '@mantine/core';
import {
  IconArrowsExchange,
  IconBuildingStore,
  IconChevronsLeft,
  IconChevronsRight,
  IconHistory,
  IconHome,
  IconInbox,
  IconListDetails,
  IconPackage,
  IconPlug,
  IconScale,
  IconSettings,
  type TablerIcon,
} from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import { useLanguage } from '../base/locale.tsx';
import { openLogWindow } from '../base/outside.ts';
import classes from './navigation.module.css';

type Screen =
  | '/'
  | '/webshop'
  | '/articles'
  | '/drift'
  | '/sync'
  | '/orders'
  | '/inbox'
  | '/stores'
  | '/settings';

interface Item {
  readonly to: Screen;
  readonly word:
    | 'overview'
    | 'webshop'
    | 'articles'
    | 'drift'
    | 'sync'
    | 'orders'
    | 'inbox'
    | 'stores'
    | 'settings';
  readonly icon: TablerIcon;
}

const groups: readonly {
  readonly word: 'articleManagement' | 'integrations' | 'organisation' | null;
  readonly items: readonly Item[];
}[] = [
  { word: null, items: [{ to: '/', word: 'overview', icon: IconHome }] },
  {
    word: 'articleManagement',
    items: [
      { to: '/articles', word: 'articles', icon: IconPackage },
      { to: '/drift', word: 'drift', icon: IconScale },
    ],
  },
  {
    word: 'integrations',
    items: [
      { to: '/webshop', word: 'webshop', icon: IconPlug },
      { to: '/sync', word: 'sync', icon: IconArrowsExchange },
      { to: '/orders', word: 'orders', icon: IconListDetails },
      { to: '/inbox', word: 'inbox', icon: IconInbox },
    ],
  },
  { word: 'organisation', items: [{ to: '/stores', word: 'stores', icon: IconBuildingStore }] },
  { word: null, items: [{ to: '/settings', word: 'settings', icon: IconSettings }] },
];

interface NavigationProps {
  readonly isFolded: boolean;
  readonly onFold: () => void;
  readonly waiting: number;
}

export function Navigation({ isFolded, onFold, waiting }: NavigationProps) {
  const { t, formats } = useLanguage();
  const { pathname } = useLocation();
  const fold = t(isFolded ? 'window.nav.expand' : 'window.nav.collapse');

  const entry = ({ to, word, icon: Icon }: Item) => {
    const label = t(`window.nav.${word}`);
    const isHere = pathname === to;
    const needsYou = word === 'inbox' && waiting > 0;
    const badge = needsYou ? (
      <Badge size="sm" color="yellow.3" c="dark.9" variant="filled" className="numbers">
        {formats.number(waiting)}
      </Badge>
    ) : null;
    return (
      <Tooltip key={to} label={label} position="right" disabled={!isFolded}>
        <NavLink
          renderRoot={(props) => <Link to={to} {...props} />}
          active={isHere}
          aria-current={isHere ? 'page' : undefined}
          aria-label={isFolded ? label : undefined}
          label={isFolded ? null : label}
          leftSection={
            <span className={classes.icon}>
              <Icon size={18} stroke={1.7} aria-hidden />
              {isFolded && needsYou ? <span className={classes.dot} /> : null}
            </span>
          }
          rightSection={isFolded ? null : badge}
          className={classes.entry}
          data-folded={isFolded || undefined}
        />
      </Tooltip>
    );
  };

  return (
    <Stack gap={0} h="100%" component="nav" aria-label={t('window.nav.label')}>
      <ScrollArea flex={1} type="auto" scrollbarSize={isFolded ? 6 : 10} px="xs" pt="xs">
        {groups.map(({ word, items }) => (
          <div key={items[0]?.to} className={classes.group}>
            {word !== null && !isFolded ? (
              <Text size="xs" fw={600} c="dimmed" className={classes.heading}>
                {t(`window.nav.${word}`)}
              </Text>
            ) : null}
            {items.map(entry)}
          </div>
        ))}
        <div className={classes.group}>
          <Tooltip label={t('window.top.log')} position="right" disabled={!isFolded}>
            <NavLink
              component="button"
              onClick={openLogWindow}
              aria-label={isFolded ? t('window.nav.log') : undefined}
              label={isFolded ? null : `${t('window.nav.log')} ↗`}
              leftSection={
                <span className={classes.icon}>
                  <IconHistory size={18} stroke={1.7} aria-hidden />
                </span>
              }
              className={classes.entry}
              data-folded={isFolded || undefined}
            />
          </Tooltip>
        </div>
      </ScrollArea>
      <div className={classes.foot}>
        <Tooltip label={fold} position="right">
          <ActionIcon
            variant="subtle"
            color="gray"
            onClick={onFold}
            aria-label={fold}
            aria-expanded={!isFolded}
          >
            {isFolded ? (
              <IconChevronsRight size={18} aria-hidden />
            ) : (
              <IconChevronsLeft size={18} aria-hidden />
            )}
          </ActionIcon>
        </Tooltip>
      </div>
    </Stack>
  );
}
