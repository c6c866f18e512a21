/** Where a window opens: where it was, if a person could still see and move it there. */
import type { Bounds } from '../settings.ts';

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** So much of a window's top edge must lie on a screen. */
const GRIP = { width: 120, height: 40 };

/** No window must be larger than the smallest screen it may be moved to. */
export function leastOf(areas: readonly Area[], least: Size): Size {
  return {
    width: Math.min(least.width, ...areas.map(({ width }) => width)),
    height: Math.min(least.height, ...areas.map(({ height }) => height)),
  };
}

/** `areas`: what the screens leave to windows, the main one first. Without a position the system places it. */
export function fittingBounds(
  saved: Bounds | undefined,
  areas: readonly Area[],
  { usual, least }: { readonly usual: Size; readonly least: Size },
): Size & { readonly x?: number; readonly y?: number } {
  const [main] = areas;
  const within = (size: Size, area: Area | undefined): Size => ({
    width: Math.max(least.width, Math.min(size.width, area?.width ?? size.width)),
    height: Math.max(least.height, Math.min(size.height, area?.height ?? size.height)),
  });
  if (saved === undefined) return within(usual, main);
  const area = areas.find((one) => hasGrip(saved, one));
  if (area === undefined) return within(saved, main);
  return { ...within(saved, area), x: saved.x, y: Math.max(saved.y, area.y) };
}

function hasGrip(window: Area, area: Area): boolean {
  const width = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const isTopSeen = window.y >= area.y - GRIP.height && window.y <= area.y + area.height - GRIP.height;
  return width >= GRIP.width && isTopSeen;
}
