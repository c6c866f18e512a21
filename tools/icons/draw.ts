/** `npm run draw:icons`: everything in `resources/` that is not a source, from `resources/source/`. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Brush, openBrush } from './brush.ts';
import { icnsSizes, writeIcns, writeIco } from './containers.ts';
import { digestOfSources } from './sources.ts';

const resources = fileURLToPath(new URL('../../resources', import.meta.url));
const source = (name: string) => readFileSync(join(resources, 'source', name), 'utf8');

/** The two arrows of the large icon close up below this size. */
const SMALL = 24;
const icoSizes = [16, 20, 24, 32, 40, 48, 64, 128, 256];
const linuxSizes = [16, 24, 32, 48, 64, 128, 256, 512];
const trayIcoSizes = [16, 20, 24, 32, 40, 48];
/** macOS keeps a margin around an icon, about a tenth on each side; one pixel where there are few. */
const MAC_MARGIN = { small: 1 / 16, large: 3 / 32 };

/** Names as `presence/tray.ts` asks for them: the bar's scheme. A template has shape only. */
const badges = ['off', 'paused', 'differs', 'sending', 'waiting', 'needsYou'];
const schemes = {
  light: {
    ink: '#24333a',
    sign: '#ffffff',
    cut: '#ffffff',
    off: '#6b7580',
    paused: '#7048e8',
    differs: '#d9480f',
    sending: '#1971c2',
    waiting: '#1971c2',
    needsYou: '#b87400',
  },
  dark: {
    ink: '#ffffff',
    sign: '#10191d',
    cut: '#ffffff',
    off: '#adb5bd',
    paused: '#b197fc',
    differs: '#ffa94d',
    sending: '#74c0fc',
    waiting: '#74c0fc',
    needsYou: '#ffd43b',
  },
  Template: {
    ink: '#000000',
    sign: 'none',
    cut: '#000000',
    ...Object.fromEntries(badges.map((name) => [name, '#000000'])),
  },
} satisfies Record<string, Record<string, string>>;

async function drawAppIcon({ draw }: Brush): Promise<void> {
  const large = source('icon.svg');
  const small = source('icon-small.svg');
  const at = (size: number) => draw(size <= SMALL ? small : large, size);
  writeFileSync(join(resources, 'icon.ico'), writeIco(await Promise.all(icoSizes.map(at))));
  const folder = join(resources, 'icons');
  mkdirSync(folder, { recursive: true });
  for (const size of linuxSizes) writeFileSync(join(folder, `${size}x${size}.png`), (await at(size)).png);
  writeFileSync(join(resources, 'icon.png'), (await at(512)).png);
  const onMac = (size: number) => {
    const [svg, part] = size <= SMALL ? [small, MAC_MARGIN.small] : [large, MAC_MARGIN.large];
    const width = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1]);
    const whole = width / (1 - 2 * part);
    const margin = whole * part;
    return draw(svg.replace(/viewBox="[^"]+"/, `viewBox="${-margin} ${-margin} ${whole} ${whole}"`), size);
  };
  const forMac = icnsSizes.map(onMac);
  writeFileSync(join(resources, 'icon.icns'), writeIcns(await Promise.all(forMac)));
}

async function drawTray({ draw }: Brush): Promise<void> {
  const folder = join(resources, 'tray');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const file of readdirSync(join(resources, 'source', 'tray'))) {
    const svg = source(join('tray', file));
    const state = basename(file, '.svg');
    for (const [scheme, colours] of Object.entries(schemes)) {
      const size = scheme === 'Template' ? 16 : 24;
      const at = (pixels: number) => draw(svg, pixels, colours);
      writeFileSync(join(folder, `${state}-${scheme}.png`), (await at(size)).png);
      writeFileSync(join(folder, `${state}-${scheme}@2x.png`), (await at(size * 2)).png);
      if (scheme === 'Template') continue;
      writeFileSync(
        join(folder, `${state}-${scheme}.ico`),
        writeIco(await Promise.all(trayIcoSizes.map(at))),
      );
    }
  }
}

const brush = await openBrush();
try {
  await drawAppIcon(brush);
  await drawTray(brush);
  writeFileSync(join(resources, 'drawn-from.txt'), `${digestOfSources(join(resources, 'source'))}\n`);
} finally {
  await brush.close();
}
