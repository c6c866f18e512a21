/** The pictures that main asks for by name, and that they were drawn from the sources as they are now. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { digestOfSources } from '../../../tools/icons/sources.ts';
import { trayStates } from './tray-state.ts';

const resources = join(import.meta.dirname, '..', '..', '..', 'resources');
const read = (...path: string[]) => readFileSync(join(resources, ...path));
const widthOf = (png: Buffer) => png.readUInt32BE(16);

describe('the pictures', () => {
  it('were drawn from the sources as they are: `npm run draw:icons`', () => {
    expect(read('drawn-from.txt').toString().trim()).toBe(digestOfSources(join(resources, 'source')));
  });

  it('are there for each state of the tray, each system and each scheme, and none is left over', () => {
    const expected = trayStates.flatMap((state) => [
      ...['light', 'dark', 'Template'].flatMap((scheme) => [
        `${state}-${scheme}.png`,
        `${state}-${scheme}@2x.png`,
      ]),
      ...['light', 'dark'].map((scheme) => `${state}-${scheme}.ico`),
    ]);
    expect(readdirSync(join(resources, 'tray')).sort()).toEqual(expected.sort());
  });

  it.each(trayStates)('of %s double in size for dense screens', (state) => {
    expect(widthOf(read('tray', `${state}-light.png`))).toBe(24);
    expect(widthOf(read('tray', `${state}-light@2x.png`))).toBe(48);
    expect(widthOf(read('tray', `${state}-Template@2x.png`))).toBe(32);
  });

  it('tell the states apart without colour', () => {
    const shapes = trayStates.map((state) => pixelsOf(read('tray', `${state}-Template.png`)).toString('hex'));
    expect(new Set(shapes).size).toBe(trayStates.length);
  });

  it('of the program are there as each system wants them', () => {
    expect(widthOf(read('icon.png'))).toBe(512);
    expect(read('icon.ico').readUInt32LE(0)).toBe(0x00010000);
    expect(read('icon.icns').toString('latin1', 0, 4)).toBe('icns');
    for (const size of [16, 32, 48, 256, 512])
      expect(widthOf(read('icons', `${size}x${size}.png`))).toBe(size);
  });

  it('show the same two arrows in the same petrol as the window', () => {
    const shapes = (svg: string) =>
      [...svg.matchAll(/ (?:d|fill|rx|stroke-width)="[^"]+"/g)].map(([all]) => all);
    const window = join(resources, '..', 'renderer', 'public', 'icon.svg');
    expect(existsSync(window)).toBe(true);
    expect(shapes(read('source', 'icon.svg').toString())).toEqual(shapes(readFileSync(window, 'utf8')));
    const theme = readFileSync(join(resources, '..', 'renderer', 'base', 'theme.ts'), 'utf8');
    expect(theme).toContain('#0b7285');
  });
});

/** Of a PNG of 8 bits a channel: the bytes before compression differ where the pictures differ. */
function pixelsOf(png: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return inflateSync(Buffer.concat(parts));
}
