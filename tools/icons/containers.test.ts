import { describe, expect, it } from 'vitest';
import { icnsSizes, type Picture, writeIcns, writeIco } from './containers.ts';

/** Red above, half-clear blue below. */
function picture(size: number): Picture {
  const rgba = new Uint8Array(size * size * 4);
  for (let pixel = 0; pixel < size * size; pixel += 1)
    rgba.set(pixel < (size * size) / 2 ? [255, 0, 0, 255] : [0, 0, 255, 128], pixel * 4);
  return { size, rgba, png: Buffer.from(`png of ${size}`) };
}

describe('an .ico', () => {
  it('says where each size lies, and holds it from the bottom up as BGRA', () => {
    const ico = writeIco([picture(16), picture(256)]);
    expect([ico.readUInt16LE(2), ico.readUInt16LE(4)]).toEqual([1, 2]);
    expect([ico.readUInt8(6), ico.readUInt8(22)]).toEqual([16, 0]);
    const [length, offset] = [ico.readUInt32LE(14), ico.readUInt32LE(18)];
    const body = ico.subarray(offset, offset + length);
    expect([body.readInt32LE(4), body.readInt32LE(8)]).toEqual([16, 32]);
    expect([...body.subarray(40, 44)]).toEqual([255, 0, 0, 128]);
    expect([...body.subarray(40 + 16 * 15 * 4, 40 + 16 * 15 * 4 + 4)]).toEqual([0, 0, 255, 255]);
    const large = ico.readUInt32LE(34);
    expect(ico.subarray(large).toString()).toBe('png of 256');
    expect(large + ico.readUInt32LE(30)).toBe(ico.length);
  });
});

describe('an .icns', () => {
  it('is as long as it says, part by part', () => {
    const icns = writeIcns(icnsSizes.map(picture));
    expect(icns.toString('latin1', 0, 4)).toBe('icns');
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    const found: string[] = [];
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4))
      found.push(icns.toString('latin1', at, at + 4));
    expect(found).toEqual(['icp4', 'icp5', 'ic11', 'ic12', 'ic07', 'ic08', 'ic13', 'ic09', 'ic14', 'ic10']);
  });

  it('wants every size', () => {
    expect(() => writeIcns([picture(16)])).toThrow('no picture of 32 pixels');
  });
});
