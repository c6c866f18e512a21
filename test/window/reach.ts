/** What a person cannot get at in a window of this size, however they scroll up and down. */
import type { Page } from 'playwright';

/** Each control that lies outside, by what it says; and each page that would have to be scrolled sideways. */
export function outOfReach(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(${look.toString()})()`);
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** What is used of the page's own. */
interface Element {
  readonly parentElement: Element | null;
  readonly textContent: string;
  readonly scrollWidth: number;
  readonly clientWidth: number;
  getBoundingClientRect(): Box;
  getAttribute(name: string): string | null;
  matches(selector: string): boolean;
  closest(selector: string): Element | null;
  checkVisibility(how: object): boolean;
}

/** Runs in the page. */
function look(): string[] {
  const { document, getComputedStyle, innerWidth, innerHeight } = globalThis as unknown as {
    document: { querySelectorAll(selector: string): Iterable<Element> };
    getComputedStyle(element: Element): Record<'overflowX' | 'overflowY' | 'position', string>;
    innerWidth: number;
    innerHeight: number;
  };
  /** Rounding. */
  const slack = 1.5;
  const canScroll = (overflow: string) => overflow === 'auto' || overflow === 'scroll';

  /** What is left of it to see once everything around it that scrolls has been scrolled; null: nothing, or a part. */
  const isReachable = (control: Element): boolean => {
    const { left, right, top, bottom } = control.getBoundingClientRect();
    const box: Box = { left, right, top, bottom };
    let isFixed = getComputedStyle(control).position === 'fixed';
    for (let around = control.parentElement; around !== null && !isFixed; around = around.parentElement) {
      const style = getComputedStyle(around);
      const room = around.getBoundingClientRect();
      for (const [overflow, low, high] of [
        [style.overflowX, 'left', 'right'],
        [style.overflowY, 'top', 'bottom'],
      ] as const) {
        if (canScroll(overflow)) {
          // So much of it at a time as there is room for.
          const seen = Math.min(box[high] - box[low], room[high] - room[low]);
          if (seen < Math.min(20, box[high] - box[low])) return false;
          box[low] = room[low];
          box[high] = room[low] + seen;
        } else if (overflow !== 'visible') {
          if (box[low] < room[low] - slack || box[high] > room[high] + slack) return false;
        }
      }
      isFixed = style.position === 'fixed';
    }
    return (
      box.left >= -slack &&
      box.top >= -slack &&
      box.right <= innerWidth + slack &&
      box.bottom <= innerHeight + slack
    );
  };

  const controls =
    'button, a[href], input, select, textarea, [role="switch"], [role="row"][tabindex], [role="option"]';
  const isShown = (control: Element) => {
    const { left, right } = control.getBoundingClientRect();
    const isThere = control.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    // What only a keyboard calls up comes into the window when it does; under an open dialog nothing can be pressed.
    const isUnder = control.closest('[aria-hidden="true"], [inert], [data-skip]') !== null;
    return isThere && right - left > 2 && !isUnder;
  };
  const nameOf = (control: Element) =>
    (control.getAttribute('aria-label') ?? control.getAttribute('placeholder') ?? control.textContent).slice(
      0,
      60,
    );

  const away = [...document.querySelectorAll(controls)]
    .filter((control) => isShown(control) && !isReachable(control))
    .map((control) => `out of reach: ${nameOf(control)}`);
  const wide = [...document.querySelectorAll('html, [data-page], [role="dialog"]')]
    .filter((one) => one.scrollWidth > one.clientWidth + slack)
    .map((one) => `${one.scrollWidth - one.clientWidth} px too wide`);
  return [...new Set([...wide, ...away])];
}
