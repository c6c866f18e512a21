import { describe, expect, it } from 'vitest';
import { parseBuffers } from './buffer-csv.ts';

const parse = (text: string) => parseBuffers(Buffer.from(text), 'lista.csv');
const refused = (why: string, more: object = {}) => ({ code: 'badFile', args: { why, ...more } });

describe('a list of buffers', () => {
  it('is of articles, and of stores where it says so; rows without a buffer say nothing', async () => {
    expect(
      await parse(
        'Artikelnummer;Benämning;Butik;Buffert\n0042;Pläd;;1\n0043;Vas;2;0\n0044;Kopp;;\n0045;Fat;;-\n',
      ),
    ).toEqual([
      { articleNumber: '0042', storeNumber: null, units: 1 },
      { articleNumber: '0043', storeNumber: '2', units: 0 },
      { articleNumber: '0045', storeNumber: null, units: null },
    ]);
  });

  it('needs a title for both', async () => {
    await expect(parse('Artikelnummer;Antal\n1;2\n')).rejects.toMatchObject(refused('noBufferTitle'));
    await expect(parse('1;2\n')).rejects.toMatchObject(refused('noBufferTitle'));
  });

  it('takes no number for another', async () => {
    for (const value of ['1,5', '1.5', '-1', 'två', '1 st'])
      await expect(parse(`Artikelnummer\tBuffert\n7\t${value}\n`)).rejects.toMatchObject(
        refused('notWholeNumber', { line: 2, value }),
      );
    await expect(parse('Artikelnummer;Buffert\n7,31E+12;1\n')).rejects.toMatchObject(refused('excelDamage'));
    await expect(parse('Artikelnummer;Buffert\n')).rejects.toMatchObject(refused('empty'));
  });
});
