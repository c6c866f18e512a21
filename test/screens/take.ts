/** `npm run screens`: every screen in both languages and colour schemes, as pictures to look at. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser } from '../window/browser.ts';
import { writeLargeLedger } from '../window/large-ledger.ts';
import { serveShop, serveWindow } from '../window/served.ts';
import { emptyScenes, practiceScenes } from './first-time.ts';
import { liveADay, shopScenes } from './running-shop.ts';
import { isSize, openStand, type Stand, sizes, type Variant, variants } from './variants.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join('out', 'screens') },
    /** `empty`, `practice`, `shop`, `large`. */
    only: { type: 'string', multiple: true },
    locale: { type: 'string' },
    scheme: { type: 'string' },
    size: { type: 'string', multiple: true, default: Object.keys(sizes) },
  },
});
const folder = resolve(values.out);
mkdirSync(folder, { recursive: true });
const looks = variants.filter(
  ({ locale, scheme }) => (values.locale ?? locale) === locale && (values.scheme ?? scheme) === scheme,
);
const browser = await launchBrowser();

async function picture(
  address: string,
  variant: Variant,
  scenes: (stand: Stand) => Promise<void>,
): Promise<void> {
  const stand = await openStand({ browser, address, variant, folder, sizes: values.size.filter(isSize) });
  try {
    await scenes(stand);
  } catch (error) {
    await stand.page.screenshot({ path: join(folder, 'stuck.png') });
    throw error;
  } finally {
    await stand.close();
  }
}

const worlds: Readonly<Record<string, () => Promise<void>>> = {
  empty: async () => {
    const served = await serveWindow();
    try {
      for (const look of looks) await picture(served.address, look, emptyScenes);
    } finally {
      await served.end();
    }
  },
  practice: async () => {
    // Practice shops remember what was done in them: each look has its own.
    for (const look of looks) {
      const served = await serveWindow();
      await picture(served.address, look, practiceScenes).finally(served.end);
    }
  },
  shop: async () => {
    const shop = await serveShop({ articles: 400, stores: 2, seed: 11 });
    try {
      await liveADay(shop);
      for (const look of looks) await picture(shop.address, look, (stand) => shopScenes(stand, shop));
    } finally {
      await shop.end();
    }
  },
  large: async () => {
    const served = await serveWindow({}, (dataDir) => writeLargeLedger(dataDir, 100_000, 100_000));
    const scenes = async ({ page, shoot, goTo }: Stand) => {
      await goTo('/articles');
      await page.locator('[role="row"][data-index="0"]').waitFor();
      await shoot('articles-large');
      await goTo('/');
      await shoot('overview-large');
    };
    try {
      for (const look of looks) await picture(served.address, look, scenes);
    } finally {
      await served.end();
    }
  },
};

try {
  for (const [name, take] of Object.entries(worlds)) {
    if (values.only === undefined || values.only.includes(name)) await take();
  }
} finally {
  await browser.close();
}
process.stdout.write(`${folder}\n`);
