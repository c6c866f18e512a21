/** Whether the menu shows words or icons alone: as a person left it, and by itself where the window has no room for words. */
import { useClickOutside, useLocalStorage } from '@mantine/hooks';
import { useLocation } from '@tanstack/react-router';
import { type RefObject, useState } from 'react';
import { useNarrow } from '../base/narrow.ts';

export interface MenuState {
  readonly isFolded: boolean;
  /** It lies over the screen until a choice is made, or something beside it is pressed. */
  readonly isOver: boolean;
  readonly toggle: () => void;
  /** Of the element around the menu. */
  readonly ref: RefObject<HTMLElement | null>;
}

export function useMenu(): MenuState {
  const isNarrow = useNarrow();
  const [isKeptFolded, keepFolded] = useLocalStorage({ key: 'backoffice.folded', defaultValue: false });
  const { pathname } = useLocation();
  /** Another screen than the one it was opened over folds it. */
  const [openOver, setOpenOver] = useState<string | null>(null);
  const ref = useClickOutside<HTMLElement>(() => setOpenOver(null));
  if (!isNarrow)
    return { isFolded: isKeptFolded, isOver: false, toggle: () => keepFolded(!isKeptFolded), ref };
  const isOver = openOver === pathname;
  return { isFolded: !isOver, isOver, toggle: () => setOpenOver(isOver ? null : pathname), ref };
}
