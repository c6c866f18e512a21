/** How large everything in the windows is drawn: one size for both, in steps from 100 to 200 %, kept until it is changed again. */
import type { WebContents } from 'electron';

/** Of the usual size. */
export const zoomSteps = [1, 1.1, 1.25, 1.5, 1.75, 2] as const;

export type ZoomChange = 'in' | 'out' | 'reset';

/** The next step; whatever was kept, it is one of ours. */
export function nextZoom(current: number, change: ZoomChange): number {
  if (change === 'reset') return 1;
  const next =
    change === 'in'
      ? zoomSteps.find((step) => step > current + 0.01)
      : zoomSteps.findLast((step) => step < current - 0.01);
  return next ?? (change === 'in' ? 2 : 1);
}

export interface Zoom {
  change(change: ZoomChange): void;
  /** Draws what is shown there in the size that is kept, from now on; the wheel changes it as the menu does. */
  follow(contents: WebContents): void;
}

/** `keep` is told a new size; `first`: what was kept. */
export function createZoom(first: number, keep: (factor: number) => void): Zoom {
  let factor = Math.min(2, Math.max(1, first));
  const followed = new Set<WebContents>();
  const draw = (contents: WebContents) => contents.setZoomFactor(factor);
  const change: Zoom['change'] = (how) => {
    factor = nextZoom(factor, how);
    keep(factor);
    followed.forEach(draw);
  };
  return {
    change,
    follow: (contents) => {
      followed.add(contents);
      contents.once('destroyed', () => followed.delete(contents));
      // Each load begins at the usual size.
      contents.on('did-finish-load', () => draw(contents));
      contents.on('zoom-changed', (_event, direction) => change(direction));
    },
  };
}
