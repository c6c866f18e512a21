/** `npm run screens`: every screen in both languages and colour schemes, as pictures to look at. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { onStage } from './stage.ts';
import { type Camera, holdStill, type Size, type Variant, variants } from './variants.ts';
import { worlds } from './worlds.ts';

/** The smallest window, a usual one and a large monitor. */
const sizes: Readonly<Record<string, Size>> = {
  small: { width: 1024, height: 640 },
  usual: { width: 1440, height: 900 },
  large: { width: 1920, height: 1080 },
};
const usual = { width: 1440, height: 900 };

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join('out', 'screens') },
    /** A world: `empty`, `practice`, `shop`, `guard`, `large`. */
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

const cameraOf =
  ({ locale, scheme }: Variant): Camera =>
  async (scene, page) => {
    for (const name of values.size) {
      const size = sizes[name];
      if (size === undefined) throw new Error(`no size »${name}«`);
      await page.setViewportSize(size);
      await holdStill(page);
      const file = `${scene}.${locale}.${scheme}.${name}.png`;
      await page.screenshot({ path: join(folder, file), animations: 'disabled' });
    }
    await page.setViewportSize(usual);
  };

await onStage({ looks, size: usual, cameraOf, folder }, async (stage) => {
  for (const [name, play] of Object.entries(worlds)) {
    if (values.only === undefined || values.only.includes(name)) await play(stage);
  }
});
process.stdout.write(`${folder}\n`);
