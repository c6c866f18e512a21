import { describe, expect, it } from 'vitest';
import { createTranslator } from '../../../shared/i18n/translate.ts';
import { runWith, statusWith, troubleWith } from '../../../shared/testing/status.ts';
import { ourTime } from '../../../shared/words/time.ts';
import { trayStateOf, trayStates } from './tray-state.ts';

const since = 1;
const queue = { dirtyCells: 0, pendingBookings: 0, unknownBookings: 0, waitingEvents: 0 };
const articles = { webshop: 10, inStep: 9, outOfStep: 1, unmatched: 0 };
const otherComputer = { name: 'KASSA-2', since: ourTime(since) };

describe('what the icon beside the clock says', () => {
  it.each([
    ['waits while the engine is away', null, 'waiting'],
    ['is off before activation', statusWith({ activatedAt: null }), 'off'],
    ['is in step', statusWith(), 'inStep'],
    ['never says »in step« of what differs', statusWith({ articles }), 'differs'],
    ['sends what is in the queue', statusWith({ queue: { ...queue, dirtyCells: 1 } }), 'sending'],
    ['sends a booking', statusWith({ queue: { ...queue, unknownBookings: 1 }, articles }), 'sending'],
    ['sends a run', statusWith({ run: runWith('running') }), 'sending'],
    ['has paused a run', statusWith({ run: runWith('paused') }), 'paused'],
    [
      'is paused by a person, whatever waits',
      statusWith({ pausedAt: ourTime(since), queue: { ...queue, dirtyCells: 9 } }),
      'paused',
    ],
    ['sends nothing in shadow mode', statusWith({ shadow: true, articles }), 'paused'],
    [
      'holds a store that is being counted',
      statusWith({
        stocktakes: [{ storeNumber: '1', name: 'Butiken', since: ourTime(since) }],
        queue: { ...queue, dirtyCells: 9 },
      }),
      'paused',
    ],
    ['looks on while another computer writes', statusWith({ otherComputer, inboxOpen: 1 }), 'paused'],
    ['asks for a person', statusWith({ inboxOpen: 1, run: runWith('running') }), 'needsYou'],
    [
      'waits for a side that heals',
      troubleWith({ shopify: { code: 'shopifyUnreachable', args: {}, since: ourTime(since) } }),
      'waiting',
    ],
    [
      'asks for a key',
      troubleWith({ shopify: { code: 'shopifyRefusedKey', args: {}, since: ourTime(since) } }),
      'needsYou',
    ],
    [
      'asks for a person where the shop is frozen',
      troubleWith({ shopify: { code: 'shopifyFrozen', args: {}, since: ourTime(since) } }),
      'needsYou',
    ],
    [
      'asks for a person where the shop is locked',
      troubleWith({ shopify: { code: 'shopifyLocked', args: {}, since: ourTime(since) } }),
      'needsYou',
    ],
    [
      'asks for a login',
      troubleWith({ easycashier: { code: 'easycashierRefusedLogin', args: {}, since: ourTime(since) } }),
      'needsYou',
    ],
    [
      'asks about a ledger that cannot be read',
      troubleWith({ ledger: { code: 'ledgerDamaged', args: {}, since: ourTime(since) } }),
      'needsYou',
    ],
    [
      'waits for a ledger that another program holds',
      troubleWith({ ledger: { code: 'ledgerHeld', args: {}, since: ourTime(since) } }),
      'waiting',
    ],
    [
      'says nothing of a relay that is away',
      troubleWith({ relay: { code: 'relayUnreachable', args: {}, since: ourTime(since) } }),
      'inStep',
    ],
    [
      'asks for a person about a relay that does not know this computer',
      troubleWith({ relay: { code: 'relayRefusedToken', args: {}, since: ourTime(since) } }),
      'needsYou',
    ],
  ] as const)('%s', (_, status, expected) => {
    expect(trayStateOf({ status, failure: null })).toBe(expected);
  });

  it('says why there is no engine, as the window does', () => {
    const without = (code: 'ledgerDamaged' | 'ledgerHeld') =>
      trayStateOf({ status: null, failure: { code, args: {} } });
    expect(without('ledgerDamaged')).toBe('needsYou');
    expect(without('ledgerHeld')).toBe('waiting');
  });

  it('asks for a person where the engine cannot be kept alive, whatever was seen last', () => {
    expect(trayStateOf({ status: null, failure: null }, 'failing')).toBe('needsYou');
    expect(trayStateOf({ status: statusWith(), failure: null }, 'failing')).toBe('needsYou');
    expect(trayStateOf({ status: null, failure: null }, 'starting')).toBe('waiting');
  });

  it('says it in a word of its own per state and language', () => {
    for (const locale of ['sv', 'en'] as const) {
      const { t } = createTranslator(locale);
      expect(new Set(trayStates.map((state) => t(`desktop.tray.${state}`))).size).toBe(trayStates.length);
    }
  });
});
