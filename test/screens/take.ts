/** `npm run screens`: every screen in both languages, in every mode and size, as pictures to look at. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { leastSize } from '../window/browser.ts';
import { onStage } from './stage.ts';
import { type Camera, holdStill, type Size, type Variant, variants } from './variants.ts';
import { worlds } from './worlds.ts';

const usual = { width: 1440, height: 900 };
/** A zoom of 200 % leaves a page half of its window: what is drawn then is the same, in fewer dots. */
const zoomed = ({ width, height }: Size): Size => ({
  width: Math.ceil(width / 2),
  height: Math.ceil(height / 2),
});
/** From a till PC's screen at 150 % to a 4K monitor without any. */
const sizes: Readonly<Record<string, Size>> = {
  least: leastSize,
  small: { width: 1024, height: 640 },
  usual,
  large: { width: 1920, height: 1080 },
  '4k': { width: 3840, height: 2160 },
  'least-200': zoomed(leastSize),
  'usual-200': zoomed(usual),
};

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join('out', 'screens') },
    /** A world: `empty`, `practice`, `shop`, `guard`, `large`. */
    only: { type: 'string', multiple: true },
    locale: { type: 'string' },
    /** `light`, `dark`, or `forced`: the system's colours for high contrast. */
    mode: { type: 'string', multiple: true },
    size: { type: 'string', multiple: true, default: Object.keys(sizes) },
  },
});
const folder = resolve(values.out);
mkdirSync(folder, { recursive: true });
const looks = variants.filter(
  ({ locale, mode }) => (values.locale ?? locale) === locale && (values.mode?.includes(mode) ?? true),
);

const cameraOf =
  ({ locale, mode }: Variant): Camera =>
  async (scene, page) => {
    for (const name of values.size) {
      const size = sizes[name];
      if (size === undefined) throw new Error(`no size »${name}«`);
      await page.setViewportSize(size);
      await holdStill(page);
      const file = `${scene}.${locale}.${mode}.${name}.png`;
      await page.screenshot({ path: join(folder, file), animations: 'disabled' });
    }
    await page.setViewportSize(usual);
    // What folds in a small window has unfolded before anybody looks for it.
    await holdStill(page);
  };

await onStage({ looks, size: usual, cameraOf, folder }, async (stage) => {
  for (const [name, play] of Object.entries(worlds)) {
    if (values.only === undefined || values.only.includes(name)) await play(stage);
  }
});
process.stdout.write(`${folder}\n`);
