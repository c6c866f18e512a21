/**
 * `npm run docs:pictures`: the pictures that the guides refer to, taken anew from the running app into `docs/pictures`.
 * A picture that nobody refers to any more is taken away. With names of scenes only those are taken.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright';
import { picturesFolder, picturesReferredTo, picturesThere } from './docs-pictures.ts';
import { smallerPng } from './smaller-png.ts';
import { onStage } from './stage.ts';
import { type Camera, type Frame, holdStill, type Size, type Variant } from './variants.ts';
import { worlds } from './worlds.ts';

/** A usual window: wide enough for the click path of the guide, narrow enough that the practice panel stays folded. */
const size: Size = { width: 1264, height: 725 };
const MARGIN = 12;

const only = new Set(process.argv.slice(2));
const wanted = picturesReferredTo();
const missing = new Set([...wanted].filter((name) => only.size === 0 || only.has(sceneOf(name))));

function sceneOf(name: string): string {
  return name.replace(/^.*\/|\.png$/g, '');
}

async function clipOf(part: Locator, { margin = MARGIN }: Frame, window: Size) {
  await part.scrollIntoViewIfNeeded();
  const box = await part.boundingBox();
  if (box === null) throw new Error('the part is not on screen');
  const x = Math.max(0, box.x - margin);
  const y = Math.max(0, box.y - margin);
  return {
    x,
    y,
    width: Math.min(window.width, box.x + box.width + margin) - x,
    height: Math.min(window.height, box.y + box.height + margin) - y,
  };
}

const cameraOf =
  ({ locale }: Variant): Camera =>
  async (scene, page, frame) => {
    const name = `${locale}/${scene}.png`;
    if (!missing.delete(name)) return;
    const { part } = frame;
    const window = { ...size, ...frame.size };
    await page.setViewportSize(window);
    await holdStill(page);
    const clip = part === undefined ? {} : { clip: await clipOf(part, frame, window) };
    const png = await page.screenshot({ animations: 'disabled', ...clip });
    writeFileSync(join(picturesFolder, name), smallerPng(png));
    await page.setViewportSize(size);
  };

for (const locale of ['sv', 'en']) mkdirSync(join(picturesFolder, locale), { recursive: true });
for (const name of picturesThere()) if (!wanted.has(name)) rmSync(join(picturesFolder, name));
const looks: readonly Variant[] = [
  { locale: 'sv', mode: 'light' },
  { locale: 'en', mode: 'light' },
];
const folder = join('out', 'screens');
mkdirSync(folder, { recursive: true });
await onStage({ looks, size, cameraOf, folder }, async (stage) => {
  for (const name of ['empty', 'practice', 'shop', 'guard'] as const) {
    if (missing.size > 0) await worlds[name](stage);
  }
});
if (missing.size > 0) throw new Error(`no scene has the name of: ${[...missing].join(', ')}`);
process.stdout.write(`${picturesFolder}\n`);
