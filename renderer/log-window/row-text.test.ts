import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../shared/contract/activity.ts';
import { createTranslator } from '../../shared/i18n/translate.ts';
import { ourTime } from '../../shared/words/time.ts';
import { createFormats } from '../base/formats.ts';
import { toCsv } from './csv.ts';
import { csvCells, csvHead, type Names, rowText } from './row-text.ts';

const sv = createTranslator('sv');
const formats = createFormats('sv');
const names: Names = {
  store: (number) => (number === '1' ? 'Butiken i Solna' : number),
  location: (id) => (id.endsWith('/5777') ? 'Lagret i Borås' : id),
};
const line: LogLine = {
  id: 1,
  at: ourTime(new Date('2026-11-24T14:32:07').getTime()),
  event: 'balanceChanged',
  articleNumber: '0042',
  name: 'Salami, lösvikt',
  storeNumber: '1',
  locationId: 'gid://shopify/Location/5777',
  before: 2.75,
  after: 2,
  cause: 'sale',
  reference: null,
  result: 'ok',
  args: {},
  by: null,
};

describe('a row of the log', () => {
  it('is one line for a mail: when, what, which article, where, from what to what, and why', () => {
    const text = rowText(line, names, sv, formats);
    expect(text).toMatch(
      /^2026-11-24 14:32:07 · .+ · 0042 Salami, lösvikt · Butiken i Solna · 2,75 → 2 · försäljning$/,
    );
  });

  it('is one line that does nothing where it is pasted, whatever the article is called', () => {
    const text = rowText(
      { ...line, name: 'Salami\u001b]52;c;cm0=\u0007\nrm -r x\u202e' },
      names,
      sv,
      formats,
    );
    expect(text).toContain('rm -r x');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
    expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  it('leaves out what it does not know, and never calls it 0', () => {
    expect(rowText({ ...line, before: null }, names, sv, formats)).toContain(' · – → 2 · ');
    const bare = { ...line, articleNumber: null, storeNumber: null, before: null, after: null };
    expect(rowText(bare, names, sv, formats)).not.toMatch(/null|undefined|→|· ·/);
  });

  it('has a cell for every column of the file, in both languages', () => {
    for (const translator of [sv, createTranslator('en')]) {
      expect(csvCells(line, names, translator, formats)).toHaveLength(csvHead(translator).length);
    }
  });

  it('has words for every result, also where there was nothing to succeed', () => {
    for (const translator of [sv, createTranslator('en')])
      for (const result of ['ok', 'waiting', 'failed', 'info'] as const)
        expect(csvCells({ ...line, result }, names, translator, formats)[9]).toMatch(/^\p{L}+$/u);
  });

  it('opens right: zeros kept, decimal comma, an unknown number empty, and no name that is a formula', () => {
    const hostile = { ...line, name: '=HYPERLINK("http://x";"Öppna")', before: null, after: 1240.5 };
    const [row = ''] = toCsv([csvCells(hostile, names, sv, formats)], true)
      .slice(1)
      .split('\r\n');
    expect(row).toContain(
      ';"=""0042""";"\'=HYPERLINK(""http://x"";""Öppna"")";Butiken i Solna;Lagret i Borås;;1240,5;',
    );
  });
});
