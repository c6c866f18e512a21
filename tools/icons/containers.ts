/** The two formats that hold one picture in several sizes: Windows' .ico and macOS' .icns. */

/** One size: straight RGBA, row by row from the top, and the same as PNG. */
export interface Picture {
  readonly size: number;
  readonly rgba: Uint8Array;
  readonly png: Uint8Array;
}

/** From this size on a picture in an .ico is a PNG; installers and old shells read smaller ones as bitmaps only. */
const PNG_FROM = 256;

export function writeIco(pictures: readonly Picture[]): Buffer {
  const bodies = pictures.map((picture) =>
    picture.size >= PNG_FROM ? Buffer.from(picture.png) : bitmap(picture),
  );
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  for (const [index, { size }] of pictures.entries()) {
    const at = 6 + 16 * index;
    const length = bodies[index]?.length ?? 0;
    // 256 is written as 0.
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += length;
  }
  return Buffer.concat([head, ...bodies]);
}

/** BITMAPINFOHEADER, BGRA rows from the bottom, and a mask that hides nothing: the alpha channel says it all. */
function bitmap({ size, rgba }: Picture): Buffer {
  const maskRow = Math.ceil(size / 32) * 4;
  const body = Buffer.alloc(40 + size * size * 4 + size * maskRow);
  body.writeUInt32LE(40, 0);
  body.writeInt32LE(size, 4);
  // Colours and mask count as one picture of twice the height.
  body.writeInt32LE(size * 2, 8);
  body.writeUInt16LE(1, 12);
  body.writeUInt16LE(32, 14);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const [r = 0, g = 0, b = 0, a = 0] = rgba.subarray((y * size + x) * 4, (y * size + x) * 4 + 4);
      body.set([b, g, r, a], 40 + ((size - 1 - y) * size + x) * 4);
    }
  }
  return body;
}

/** What macOS calls a size in pixels; some sizes serve two, one of them at double density. */
const icnsTypes: readonly (readonly [string, number])[] = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic08', 256],
  ['ic13', 256],
  ['ic09', 512],
  ['ic14', 512],
  ['ic10', 1024],
];
export const icnsSizes = [...new Set(icnsTypes.map(([, size]) => size))];

/** @throws where one of `icnsSizes` is missing */
export function writeIcns(pictures: readonly Picture[]): Buffer {
  const parts = icnsTypes.map(([type, size]) => {
    const picture = pictures.find((one) => one.size === size);
    if (picture === undefined) throw new Error(`no picture of ${size} pixels`);
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32BE(8 + picture.png.length, 4);
    return Buffer.concat([head, picture.png]);
  });
  const head = Buffer.alloc(8);
  head.write('icns', 'latin1');
  head.writeUInt32BE(8 + parts.reduce((sum, { length }) => sum + length, 0), 4);
  return Buffer.concat([head, ...parts]);
}
