/** The programs behind the scenes, each started for its scenes and ended after them. */
import { writeLargeLedger } from '../window/large-ledger.ts';
import { type Entrance, serveWindow } from '../window/served.ts';
import { emptyScenes, practiceScenes } from './first-time.ts';
import { guardScenes, largeFall, liveADay, shopScenes } from './running-shop.ts';
import { openShopAtWork } from './shop-at-work.ts';
import type { Stand } from './variants.ts';

/** Has the scenes played in a window, in one look or in several. */
export interface Stage {
  /** In every look on the same program. */
  inEveryLook(entrance: Entrance, scenes: (stand: Stand) => Promise<void>): Promise<void>;
  /** Practice shops remember what was done in them: each look has a program of its own. */
  inOneLook(
    open: () => Promise<Entrance & { end(): Promise<void> }>,
    scenes: (stand: Stand) => Promise<void>,
  ): Promise<void>;
}

export const worlds = {
  empty: async ({ inEveryLook }: Stage) => {
    const served = await serveWindow();
    try {
      await inEveryLook(served, emptyScenes);
    } finally {
      await served.end();
    }
  },
  practice: ({ inOneLook }: Stage) => inOneLook(() => serveWindow(), practiceScenes),
  shop: async ({ inEveryLook }: Stage) => {
    const shop = await openShopAtWork({ articles: 400, stores: 2, seed: 11 });
    try {
      const day = await liveADay(shop);
      await inEveryLook(shop, (stand) => shopScenes(stand, shop, day));
    } finally {
      await shop.end();
    }
  },
  guard: async ({ inEveryLook }: Stage) => {
    const shop = await openShopAtWork({ articles: 200, stores: 2, seed: 5 });
    try {
      await largeFall(shop);
      await inEveryLook(shop, guardScenes);
    } finally {
      await shop.end();
    }
  },
  large: async ({ inEveryLook }: Stage) => {
    const served = await serveWindow({}, (dataDir) => writeLargeLedger(dataDir, 100_000, 100_000));
    try {
      await inEveryLook(served, async ({ page, translator: { t }, shoot, goTo }) => {
        await goTo('/articles');
        await page.locator('[role="row"][data-index="0"]').waitFor();
        await shoot('articles-large');
        await goTo('/');
        await shoot('overview-large');
        await page.getByText(t('window.overview.chartWait'), { exact: true }).click();
        await page.locator('.recharts-bar-rectangle').first().waitFor();
        await shoot('overview-large-waits');
        await goTo('/drift');
        await page.locator('.recharts-bar-rectangle').first().waitFor();
        await shoot('drift-history');
      });
    } finally {
      await served.end();
    }
  },
} as const satisfies Readonly<Record<string, (stage: Stage) => Promise<void>>>;
