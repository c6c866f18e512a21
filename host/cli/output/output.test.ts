import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../../shared/contract/activity.ts';
import type { PlanSummary, RunSummary } from '../../../shared/contract/sync.ts';
import { createTranslator } from '../../../shared/i18n/translate.ts';
import { printable } from '../../../shared/words/control-characters.ts';
import { ourTime } from '../../../shared/words/time.ts';
import { createFormats } from './formats.ts';
import { logText } from './log-text.ts';
import { planLines, runLines } from './plan-text.ts';
import { plainView } from './progress.ts';
import { renderTable } from './table.ts';
import { wrapped } from './wrap.ts';

const swedish = createTranslator('sv');
const formats = createFormats(swedish);
const english = createFormats(createTranslator('en'));
const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const now = Date.UTC(2026, 10, 23, 13, 32, 7);

describe('formats', () => {
  it('write numbers by locale, with a real minus, and »–« for what is unknown', () => {
    expect(plain(formats.number(1240))).toBe('1 240');
    expect(formats.number(2.75)).toBe('2,75');
    expect(formats.number(-3)).toBe('−3');
    expect(formats.number(null)).toBe('–');
    expect(english.number(1240.5)).toBe('1,240.5');
  });

  it('write before → after with a signed difference', () => {
    expect(formats.change(12, 11)).toBe('12 → 11 (−1)');
    expect(formats.change(0, 5)).toBe('0 → 5 (+5)');
    expect(formats.change(2.1, 0.3)).toBe('2,1 → 0,3 (−1,8)');
    expect(formats.change(5, 5)).toBe('5 → 5');
    expect(formats.change(null, 5)).toBe('– → 5');
    expect(formats.change(null, null)).toBe('');
  });

  it('tell time in Stockholm', () => {
    expect(formats.instant(ourTime(now), ourTime(now))).toBe('i dag 14:32');
    expect(formats.instant(ourTime(Date.UTC(2026, 6, 1, 22, 30)), ourTime(now))).toBe('2026-07-02 00:30');
    expect(formats.instant(null, ourTime(now))).toBe('aldrig');
    expect(formats.clock(ourTime(now), ourTime(now))).toBe('14:32:07');
    expect(formats.clock(ourTime(now - 86_400_000), ourTime(now))).toBe('2026-11-22 14:32:07');
  });

  it('tell ages', () => {
    expect(formats.age(ourTime(now - 8_000), ourTime(now))).toBe('för 8 s sedan');
    expect(formats.age(ourTime(now - 180_000), ourTime(now))).toBe('för 3 min sedan');
    expect(formats.age(ourTime(now - 5 * 3_600_000), ourTime(now))).toBe('för 5 h sedan');
    expect(formats.age(ourTime(now + 5_000), ourTime(now))).toBe('för 0 s sedan');
    // The clock was set back: how long ago it was nobody knows.
    expect(formats.age(ourTime(now + 3_600_000), ourTime(now))).toBe('okänd tid sedan');
    expect(formats.age(null, ourTime(now))).toBe('aldrig');
  });
});

describe('a table', () => {
  it('lines up columns and puts numbers to the right', () => {
    const text = renderTable(
      [{ title: 'Artikel' }, { title: 'Antal', isNumber: true }],
      [
        ['0042', '7'],
        ['B', '1 240'],
      ],
    );
    expect(text).toBe('Artikel  Antal\n0042         7\nB        1 240');
  });

  it('keeps a hostile name from steering the terminal', () => {
    const text = renderTable([{ title: 'N' }], [['\u001b[31mröd\u001b[0m\nrad']]);
    expect(text).not.toContain('\u001b');
    expect(text.split('\n')).toHaveLength(2);
    expect(printable('a\u202eb\u0007')).toBe('a\ufffdb\ufffd');
  });
});

describe('a line of the sync log', () => {
  it('says what happened, where, before and after, and why', () => {
    const line: LogLine = {
      id: 1,
      at: ourTime(now),
      event: 'pushed',
      articleNumber: '0042',
      name: 'Kaffe',
      storeNumber: '1',
      locationId: null,
      before: 12,
      after: 11,
      cause: 'webOrder',
      reference: '#1042',
      result: 'ok',
      args: {},
      by: null,
    };
    expect(logText(swedish, formats, line, ourTime(now))).toBe(
      '14:32:07  Lagersaldot skickades till Shopify.  0042 Kaffe  butik 1  12 → 11 (−1)  webborder #1042',
    );
    const quiet = { ...line, event: 'caughtUp' as const, articleNumber: null, name: null, storeNumber: null };
    const text = logText(
      swedish,
      formats,
      { ...quiet, before: null, after: null, reference: null },
      ourTime(now),
    );
    expect(text).toBe('14:32:07  Ikapp.  webborder');
  });
});

const plan: PlanSummary = {
  planId: 'p1',
  hash: '',
  createdAt: ourTime(now),
  counts: { unchanged: 8, raised: 1, lowered: 2, zeroed: 312, skipped: 0 },
  writes: 315,
  guard: { reason: 'massZero', confirmRows: 1312 },
  appliedBy: null,
};

describe('plans and runs', () => {
  it('say what would be sent, and how to confirm', () => {
    expect(planLines(swedish, formats, plan)).toEqual([
      'oförändrad 8 · höjs 1 · sänks 2 · blir 0 312 · hoppas över 0',
      'Förhandsvisning p1: 315 lagersaldon skulle skickas till Shopify.',
      'Detta skulle sätta ovanligt många lagersaldon till 0 i webshopen. Bekräfta med --confirm 1312.',
      'Skicka med »backoffice apply p1«.',
    ]);
    expect(planLines(swedish, formats, { ...plan, writes: 0 })[1]).toContain('Inget att skicka');
  });

  it('say what was sent and what was left', () => {
    const run: RunSummary = {
      runId: 'r1',
      kind: 'sync',
      planId: 'p1',
      undoes: null,
      state: 'done',
      startedAt: ourTime(now),
      finishedAt: ourTime(now),
      total: 1000,
      counts: { pending: 0, sent: 0, done: 997, stale: 2, failed: 1 },
      undoneBy: null,
      by: null,
    };
    expect(runLines(swedish, formats, run)).toEqual([
      '997 lagersaldon skickades. Körning r1.',
      '3 blev kvar: 2 ändrad under tiden, 1 fel. Se »backoffice runs show r1«.',
      'Ångra med »backoffice undo r1«.',
    ]);
    expect(plain(runLines(swedish, formats, { ...run, state: 'cancelled' })[0] ?? '')).toBe(
      'Körning r1 är avbruten: 997 av 1 000 skickade.',
    );
  });
});

describe('a sentence on a narrow terminal', () => {
  it('breaks at spaces, is indented from the second line on, and keeps what belongs together', () => {
    expect(wrapped('Webborder från butiken: bokad efter 0,2\u00a0s.', 40, 4)).toBe(
      'Webborder från butiken: bokad efter\n    0,2\u00a0s.',
    );
    expect(wrapped('kort', 80, 11)).toBe('kort');
    expect(wrapped('a '.repeat(500).trim(), Number.POSITIVE_INFINITY)).not.toContain('\n');
  });

  it('leaves whole what has no space', () => {
    expect(wrapped('x'.repeat(90), 40)).toBe('x'.repeat(90));
  });
});

describe('progress without a terminal', () => {
  it('is at most one line a second and never the same twice', () => {
    let time = 0;
    const written: string[] = [];
    const view = plainView(
      swedish,
      formats,
      (text) => written.push(text),
      () => time,
    );
    for (time = 0; time < 3_000; time += 100) {
      view.show({ runId: null, phase: 'writing', done: Math.min(time, 1_500), total: 5_000 });
    }
    expect(written.map(plain)).toEqual([
      'Skickar 0 / 5 000',
      'Skickar 1 000 / 5 000',
      'Skickar 1 500 / 5 000',
    ]);
  });
});
