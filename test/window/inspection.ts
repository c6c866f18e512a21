/** Looks a screen over: axe in both colour schemes, and nothing out of reach in a small window or at 200 %. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { leastSize } from './browser.ts';
import { eventually } from './person.ts';
import { outOfReach } from './reach.ts';

/** A small window, the smallest, and half of a usual one and of the smallest: that is what zooming to 200 % leaves. */
const sizes = [
  { width: 1024, height: 640 },
  leastSize,
  { width: 640, height: 400 },
  { width: 456, height: 243 },
];

interface LookOptions {
  /** Another than the one that is inspected. */
  readonly page?: Page;
  /** Only this part: a list that hangs over the page is in none of its landmarks. */
  readonly part?: string;
}

export interface Inspection {
  /** What was wrong, screen by screen. */
  readonly found: readonly string[];
  look(scene: string, options?: LookOptions): Promise<void>;
}

export function inspect(page: Page): Inspection {
  const found: string[] = [];
  return {
    found,
    look: async (scene, { page: other = page, part } = {}) => {
      // No hint hangs over what the pointer was left on.
      await other.mouse.move(0, 0);
      await isStill(other);
      found.push(...(await violations(other, `${scene}, light`, { part })));
      await other.emulateMedia({ colorScheme: 'dark' });
      await isStill(other);
      // What a colour scheme can change.
      found.push(
        ...(await violations(other, `${scene}, dark`, {
          part,
          rules: ['color-contrast', 'link-in-text-block'],
        })),
      );
      await other.emulateMedia({ colorScheme: 'light' });
      if (part !== undefined) return;
      const usual = other.viewportSize();
      for (const size of sizes) {
        await other.setViewportSize(size);
        await isLaidOut(other);
        for (const fault of await outOfReach(other))
          found.push(`${scene}, ${size.width} × ${size.height}: ${fault}`);
      }
      if (usual !== null) await other.setViewportSize(usual);
    },
  };
}

interface AxeOptions {
  readonly part?: string | undefined;
  readonly rules?: string[];
}

async function violations(page: Page, scene: string, { part, rules }: AxeOptions): Promise<string[]> {
  // There are no frames to go through.
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  axe.options({ resultTypes: ['violations'], ...(rules ? { runOnly: rules } : {}) });
  if (part !== undefined) axe.include(part);
  const { violations: broken } = await axe.analyze();
  return broken.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map(({ target, failureSummary }) => {
      const why = (failureSummary ?? '').replaceAll(/\s+/g, ' ').slice(0, 220);
      return `${scene}: ${id}: ${target.join(' ')}: ${why}`;
    }),
  );
}

/** What fades in has come, and no skeleton is left. */
const isStill = (page: Page) =>
  eventually(() =>
    page.evaluate<number>(
      `document.getAnimations().filter((one) => one.playState === 'running' && one.effect.getTiming().iterations !== Infinity).length`,
    ),
  ).toBe(0);

/** What measures itself is drawn anew in the frame after. */
const isLaidOut = (page: Page) =>
  page.evaluate(
    `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))`,
  );
