import { describe, expect, it } from 'vitest';
import { logCauses, logEvents, logLine, standingStates } from '../contract/activity.ts';
import { cellView } from '../contract/articles.ts';
import { refusalCodes } from '../contract/base.ts';
import { checkLine } from '../contract/connection.ts';
import { missCauses } from '../contract/miss-causes.ts';
import { bookingStates, inboxKinds, orderView, unbookedCauses } from '../contract/orders.ts';
import {
  differenceCauses,
  gapCauses,
  planGroups,
  progress,
  rowReasons,
  rowStates,
  runStates,
  runSummary,
} from '../contract/sync.ts';
import { topicStates } from '../contract/webhooks.ts';
import { networkFailures } from '../words/network-failures.ts';
import { seenSettings, settingUnits, staffSettings } from '../words/settings.ts';
import enDesktop from './desktop.en.json' with { type: 'json' };
import svDesktop from './desktop.sv.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import sv from './sv.json' with { type: 'json' };
import { createTranslator, locales } from './translate.ts';
import enWindow from './window.en.json' with { type: 'json' };
import svWindow from './window.sv.json' with { type: 'json' };

function leaves(tree: object, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(tree) as [string, unknown][]) {
    const here = path === '' ? name : `${path}.${name}`;
    if (typeof value === 'string') found.set(here, value);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, text] of leaves(value, here)) found.set(key, text);
    }
  }
  return found;
}

const placeholders = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map(([, name]) => name).sort();
const swedish = leaves({ ...sv, desktop: svDesktop, window: svWindow });
const english = leaves({ ...en, desktop: enDesktop, window: enWindow });

describe('the two dictionaries', () => {
  it('have the same keys', () => {
    expect([...english.keys()].sort()).toEqual([...swedish.keys()].sort());
  });

  it('have the same placeholders', () => {
    for (const [key, text] of swedish) {
      expect({ key, names: placeholders(english.get(key) ?? '') }).toEqual({
        key,
        names: placeholders(text),
      });
    }
  });

  it('keep the voice: never empty, never »Oops«, never a bare code', () => {
    for (const [key, text] of [...swedish, ...english]) {
      if (key !== 'logResult.info') expect(text.trim(), key).not.toBe('');
      expect(text, key).not.toMatch(/\b(oops|hoppsan|HTTP|error|exception|null|undefined)\b/i);
      if (/^(refusal|failure|check|miss|skip|inbox)\./.test(key)) expect(text, key).toMatch(/[.?:}]$/);
    }
  });

  it('put every cure in Shopify or on the article, never in the article number', () => {
    for (const cause of missCauses) {
      expect(sv.miss[cause].cure).toMatch(/Shopify/);
      expect(sv.miss[cause].cure).not.toMatch(/ändra artikelnum/i);
      expect(en.miss[cause].cure).not.toMatch(/change the article number/i);
    }
  });
});

const wanted: readonly string[] = [
  ...refusalCodes.flatMap((code) => ['what', 'stock', 'next'].map((part) => `refusal.${code}.${part}`)),
  ...networkFailures.map((failure) => `failure.${failure}.what`),
  ...checkLine.shape.id.options.flatMap((id) =>
    checkLine.shape.state.options.map((state) => `check.${id}.${state}`),
  ),
  ...missCauses.flatMap((cause) => [`miss.${cause}.what`, `miss.${cause}.cure`]),
  ...rowReasons.map((reason) =>
    (missCauses as readonly string[]).includes(reason) ? `miss.${reason}.what` : `skip.${reason}`,
  ),
  ...logEvents.flatMap((event) => [`log.${event}`, `logEvent.${event}`]),
  ...logCauses.map((cause) => `logCause.${cause}`),
  ...logLine.shape.result.options.map((result) => `logResult.${result}`),
  ...planGroups.map((group) => `planGroup.${group}`),
  ...runStates.map((state) => `runState.${state}`),
  ...rowStates.map((state) => `rowState.${state}`),
  ...runSummary.shape.kind.options.map((kind) => `runKind.${kind}`),
  ...progress.shape.phase.options.map((phase) => `phase.${phase}`),
  ...['massZero', 'massDrop', 'shorterRead'].map((reason) => `guard.${reason}`),
  ...cellView.shape.state.options.map((state) => `cellState.${state}`),
  ...differenceCauses.map((cause) => `difference.${cause}`),
  ...gapCauses.map((cause) => `gap.${cause}`),
  ...topicStates.map((state) => `topic.${state}`),
  ...inboxKinds.flatMap((kind) => [`inbox.${kind}`, `inboxKind.${kind}`]),
  'inbox.possibleReturnOfAny',
  ...bookingStates.map((state) => `booking.${state}`),
  ...orderView.shape.state.options.map((state) => `order.${state}`),
  ...unbookedCauses.map((cause) => `unbooked.${cause}`),
  ...standingStates.map((state) => `standing.${state}`),
  ...['taken', 'book', 'booked', 'notBooked', 'putBack', 'ignore', 'ignoreSku', 'retry', 'send'].map(
    (choice) => `choice.${choice}`,
  ),
  ...seenSettings.map((name) => `setting.${name}`),
  ...staffSettings.map((name) => `window.settings.${name}About`),
  ...[...settingUnits, 'percent'].map((unit) => `unit.${unit}`),
  ...['outOfRange', 'notWhole', 'noSuchSetting', 'notADay', 'beforeSince'].map((why) => `why.${why}`),
];

describe.each(locales)('the dictionary %s', (locale) => {
  it('has a sentence for everything the contract can say', () => {
    const dictionary = locale === 'sv' ? swedish : english;
    expect(wanted.filter((key) => !dictionary.has(key))).toEqual([]);
  });
});

describe('a translator', () => {
  it('writes numbers by locale', () => {
    const args = { spread: '', equal: 1240.5, cells: 2000, differences: 3 };
    expect(createTranslator('sv').t('cli.driftDiffers', args)).toBe(
      '1 240,5 av 2 000 lagersaldon är lika. 3 skiljer:'.replaceAll(/(\d) (\d)/g, '$1\u00a0$2'),
    );
    expect(createTranslator('en').t('cli.driftDiffers', args)).toContain('1,240.5 of 2,000');
  });

  it('chooses the singular', () => {
    const { t } = createTranslator('sv');
    expect(t('cli.articlesTotal', { total: 1 })).toBe('1 artikel.');
    expect(t('cli.articlesTotal', { total: 0 })).toBe('0 artiklar.');
  });

  it('leaves hostile arguments as they are', () => {
    const { t } = createTranslator('en');
    expect(t('refusal.unknownStore.what', { store: '$t(cli.about) {{x}} <b>' })).toBe(
      'EasyCashier has no store »$t(cli.about) {{x}} <b>«.',
    );
  });

  it('shows … for an argument that is missing, and finds no sentence for it', () => {
    const { t, find } = createTranslator('sv');
    expect(t('refusal.unknownStore.what')).toBe('Butiken »…« finns inte i EasyCashier.');
    expect(find('refusal.unknownStore.what')).toBeNull();
    expect(find('refusal.nope.what')).toBeNull();
  });
});
