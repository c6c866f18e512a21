/** SVG in, pixels out: a page of Chromium draws it. */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';
import type { Picture } from './containers.ts';

export interface Brush {
  /** `size` in pixels, square. `colours`: values of the custom properties the SVG names. */
  draw(svg: string, size: number, colours?: Readonly<Record<string, string>>): Promise<Picture>;
  close(): Promise<void>;
}

const places = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  chromium.executablePath(),
];

export async function openBrush(): Promise<Brush> {
  const executablePath = places.find((path) => path !== undefined && existsSync(path));
  if (executablePath === undefined) throw new Error('there is no Chromium: set CHROMIUM');
  const browser = await chromium.launch({
    executablePath,
    args: process.getuid?.() === 0 ? ['--no-sandbox', '--disable-gpu'] : ['--disable-gpu'],
  });
  const page = await browser.newPage();
  return {
    draw: async (svg, size, colours = {}) => {
      const style = Object.entries(colours)
        .map(([name, value]) => `--${name}:${value}`)
        .join(';');
      const source = svg.replace('<svg ', `<svg width="${size}" height="${size}" style="${style}" `);
      const url = `data:image/svg+xml;base64,${Buffer.from(source).toString('base64')}`;
      // A string: this file knows no DOM.
      const drawn = (await page.evaluate(`(async () => {
        const image = new Image();
        image.src = ${JSON.stringify(url)};
        await image.decode();
        const canvas = Object.assign(document.createElement('canvas'), { width: ${size}, height: ${size} });
        const context = canvas.getContext('2d');
        context.drawImage(image, 0, 0, ${size}, ${size});
        const pixels = context.getImageData(0, 0, ${size}, ${size}).data;
        let text = '';
        for (const value of pixels) text += String.fromCharCode(value);
        return { rgba: btoa(text), png: canvas.toDataURL('image/png').split(',')[1] };
      })()`)) as { rgba: string; png: string };
      return { size, rgba: Buffer.from(drawn.rgba, 'base64'), png: Buffer.from(drawn.png, 'base64') };
    },
    close: () => browser.close(),
  };
}
