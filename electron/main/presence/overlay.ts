/** The mark on the window's button in the taskbar while somebody is needed: on Windows, which alone offers one. */
import type { TrayState } from './tray-state.ts';

/** What is used of a window. */
interface Marked<Picture> {
  setOverlayIcon(picture: Picture | null, words: string): void;
}

export interface Overlay<Picture> {
  /** Of the window there is now, where there is one: a new one has none yet. */
  show(window: Marked<Picture> | null, state: TrayState, words: string): void;
}

export function createOverlay<Picture>(picture: () => Picture): Overlay<Picture> {
  let shown: { readonly window: Marked<Picture>; readonly words: string | null } | null = null;
  return {
    show: (window, state, words) => {
      if (window === null) return;
      const wanted = state === 'needsYou' ? words : null;
      const current = shown?.window === window ? shown.words : null;
      shown = { window, words: wanted };
      if (wanted === current) return;
      window.setOverlayIcon(wanted === null ? null : picture(), wanted ?? '');
    },
  };
}
