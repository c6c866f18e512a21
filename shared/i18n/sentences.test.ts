import { describe, expect, it } from 'vitest';
import type { LogLine } from '../contract/activity.ts';
import { ourTime } from '../words/time.ts';
import {
  checkSentence,
  choiceText,
  explainRefusal,
  failedText,
  inboxSentence,
  logCauseText,
  logSentence,
  reasonText,
  troubleText,
} from './sentences.ts';
import { createTranslator } from './translate.ts';

const sv = createTranslator('sv');

const line = (change: Partial<LogLine>): LogLine => ({
  id: 1,
  at: ourTime(0),
  event: 'pushed',
  articleNumber: null,
  name: null,
  storeNumber: null,
  locationId: null,
  before: null,
  after: null,
  cause: 'system',
  reference: null,
  result: 'ok',
  args: {},
  by: null,
  ...change,
});

describe('sentences', () => {
  it('spell out the reason of a guard and what is wrong with a file', () => {
    const guard = explainRefusal(sv, 'guardConfirm', { rows: 1312, reason: 'massZero' });
    expect(guard.what.replaceAll('\u00a0', ' ')).toBe(
      'Detta skulle sätta ovanligt många lagersaldon till 0 i webshopen. Det gäller 1 312 rader.',
    );
    expect(
      explainRefusal(sv, 'badFile', { file: 'a.csv', why: 'excelDamage', line: 3, value: '7,31E+12' }).what,
    ).toBe('Filen a.csv kan inte användas: rad 3 har ett artikelnummer som Excel har förstört (»7,31E+12«).');
  });

  it('say a trouble in words and never show its code', () => {
    const trouble = line({
      event: 'trouble',
      reference: 'easycashierThrottled',
      args: { side: 'x', seconds: 9 },
    });
    expect(logSentence(sv, trouble)).toBe('EasyCashier ber oss ta det lugnare i 9 sekunder.');
    expect(logCauseText(sv, trouble)).toBe('programmet');
    expect(logSentence(sv, line({ event: 'trouble', reference: 'unexpected' }))).toBe(
      'Något hindrar oss just nu. Vi försöker igen.',
    );
    expect(troubleText(sv, { code: 'shopifyRefusedKey', args: {} })).toBe(
      'Shopify godtar inte nyckeln längre.',
    );
    expect(troubleText(sv, { code: 'weird', args: {} })).toBe('Något hindrar oss just nu. Vi försöker igen.');
  });

  it('name what keeps us from a server, and what to do about that', () => {
    const args = { address: 'https://kassan.example', failure: 'certificateUnknown' };
    const told = explainRefusal(sv, 'easycashierUnreachable', args);
    expect(told.what).toBe(
      'Vi når inte EasyCashier just nu. Ett antivirusprogram eller nätverket läser trafiken, med ett certifikat som datorn inte känner till.',
    );
    expect(told.next).toContain('undanta https://kassan.example från');
    expect(troubleText(sv, { code: 'easycashierUnreachable', args })).toBe(told.what);
    expect(logSentence(sv, line({ event: 'trouble', reference: 'easycashierUnreachable', args }))).toBe(
      told.what,
    );
    expect(
      checkSentence(sv, {
        id: 'easycashierLogin',
        state: 'failed',
        args: { code: 'easycashierUnreachable', ...args },
      }),
    ).toBe(`${told.what} ${told.next}`);
    const down = explainRefusal(sv, 'relayUnreachable', { address: 'r', failure: 'serverDown' });
    expect(down.what).toBe('Vi når inte reläet på r just nu. Servern svarar inte som den ska.');
    expect(down.next).toBe(explainRefusal(sv, 'relayUnreachable', { address: 'r' }).next);
  });

  it('say more in the log where the line has more to say', () => {
    expect(logSentence(sv, line({ event: 'caughtUp', args: { orders: 3, minutes: 4 } }))).toBe(
      'Ikapp: 3 ordrar hämtade.',
    );
    expect(logSentence(sv, line({ event: 'caughtUp' }))).toBe('Ikapp.');
    expect(logSentence(sv, line({ event: 'guardStopped', args: { reason: 'shorterRead' } }))).toBe(
      'Stoppat för säkerhets skull. EasyCashier visade färre artiklar än förra gången.',
    );
    expect(logSentence(sv, line({ event: 'orderIgnored', reference: '#1', args: { why: 'test' } }))).toBe(
      'Order #1 räknas inte. Det är en testorder.',
    );
    expect(logSentence(sv, line({ event: 'orderSeen', reference: '#1', args: { why: 'order' } }))).toBe(
      'Webborder #1 kom in.',
    );
  });

  it('ask a question of the inbox, and say its kind when something is missing', () => {
    const args = { order: '#7', articleNumber: '0042', location: 'gid://shopify/Location/57' };
    expect(inboxSentence(sv, { kind: 'unmappedLocation', args })).toContain('från plats 57 i Shopify');
    expect(inboxSentence(sv, { kind: 'unmappedLocation', args: {} })).toBe('Order på en plats utan butik.');
  });

  it('name the article that a wrong number nearly is', () => {
    const failed = { articleNumber: 'a1', reason: 'unknownArticle' };
    expect(failedText(sv, failed)).toBe('Artikelnummer »a1« finns inte i EasyCashier.');
    expect(failedText(sv, { ...failed, near: 'A1' })).toBe(
      'Artikelnummer »a1« finns inte i EasyCashier. Det finns en som nästan heter så: »A1«.',
    );
  });

  it('say of a list what is wrong with it and which titles it has', () => {
    const titles = 'Nr | Namn';
    expect(explainRefusal(sv, 'badFile', { file: 'a.csv', why: 'noTitle', titles }).what).toBe(
      'Filen a.csv kan inte användas: den har flera kolumner och ingen heter Artikelnummer (eller Artikelnr, Art.nr, SKU). Rubrikerna är: Nr | Namn.',
    );
    for (const why of ['excelFile', 'excelDamaged']) {
      expect(explainRefusal(sv, 'badFile', { file: 'a.xlsx', why }).what).toMatch(
        why === 'excelFile' ? /gamla sorten.*\.xlsx/ : /skadad Excel-fil/,
      );
    }
  });

  it('name the field that copying has damaged, also as a trouble of now', () => {
    const args = { field: 'clientSecret', why: 'strayDash', at: 12 };
    const what =
      'Hemligheten (Client secret) är inte som Shopify visar den: tecken 12 är ett långt streck, inte ett bindestreck.';
    expect(explainRefusal(sv, 'shopifyStrayCharacter', args).what).toBe(what);
    expect(troubleText(sv, { code: 'shopifyStrayCharacter', args })).toBe(what);
  });

  it('pass on what they do not know', () => {
    expect(reasonText(sv, 'untracked')).toBe('Varianten i Shopify spårar inte lager.');
    expect(reasonText(sv, 'SOMETHING_NEW')).toBe('SOMETHING_NEW');
    expect(choiceText(sv, 'booked')).toBe('Bokningen finns i EasyCashier');
    expect(choiceText(sv, 'other')).toBe('other');
  });
});
