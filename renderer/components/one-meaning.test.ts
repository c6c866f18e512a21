/** One trouble has one meaning: for every code and side, tray, notice, chip and banner say the same about whether a person is needed. */
import { describe, expect, it } from 'vitest';
import { createNotificationRules } from '../../electron/main/presence/notification-rules.ts';
import { trayStateOf } from '../../electron/main/presence/tray-state.ts';
import type { Trouble } from '../../shared/contract/activity.ts';
import { refusalCodes } from '../../shared/contract/base.ts';
import { needsPerson, troubleCodes, troubleSides } from '../../shared/contract/troubles.ts';
import { createTranslator } from '../../shared/i18n/translate.ts';
import { troubleWith } from '../../shared/testing/status.ts';
import { ourTime } from '../../shared/words/time.ts';
import { chipOf } from './state-of-things.ts';
import { troubleLook } from './trouble-look.ts';

const { t } = createTranslator('sv');
const troubleOf = (code: string): Trouble => ({ code, args: {}, since: ourTime(1) });
/** A notice comes at once; what heals has ten minutes to do so. */
const MINUTES_10 = 600_000;

describe.each(troubleSides)('a trouble with %s', (side) => {
  it.each([...troubleCodes, 'aCodeOfANewerEngine'])('%s means the same everywhere', (code) => {
    const trouble = troubleOf(code);
    const status = troubleWith({ [side]: trouble });
    const rules = createNotificationRules();
    const told = (nowMs: number) => rules.due({ status, failure: null }, 'running', nowMs).length;
    const notice = { atOnce: told(0), later: told(MINUTES_10) };
    const said = {
      tray: trayStateOf({ status, failure: null }),
      chip: chipOf(status, null, t).tone,
      banner: troubleLook(trouble).colour,
      notice,
    };
    const isSilent = side === 'relay' && !needsPerson(trouble);
    expect(said).toEqual(
      needsPerson(trouble)
        ? { tray: 'needsYou', chip: 'failed', banner: 'red', notice: { atOnce: 1, later: 0 } }
        : {
            tray: isSilent ? 'inStep' : 'waiting',
            chip: isSilent ? 'inStep' : 'queued',
            banner: 'blue',
            notice: { atOnce: 0, later: isSilent ? 0 : 1 },
          },
    );
  });
});

describe('the judgement', () => {
  it('is there for every code a trouble can have', () => {
    expect([...troubleCodes].sort()).toEqual([...refusalCodes, 'unexpected'].sort());
  });

  it('is that of the sentence: what is said to go on by itself does, what sends somebody somewhere does not', () => {
    const judged = Object.fromEntries(
      ['easycashierUnexpected', 'shopifyFrozen', 'diskFull', 'shopifyUnreachable', 'ledgerHeld'].map(
        (code) => [code, needsPerson({ code })],
      ),
    );
    expect(judged).toEqual({
      easycashierUnexpected: true,
      shopifyFrozen: true,
      diskFull: true,
      shopifyUnreachable: false,
      ledgerHeld: false,
    });
  });

  it('leaves nobody without a person who meets no engine at all', () => {
    for (const code of refusalCodes) {
      const isForPeople = needsPerson({ code });
      const seen = { status: null, failure: { code, args: {} } };
      expect(trayStateOf(seen), code).toBe(isForPeople ? 'needsYou' : 'waiting');
      const told = createNotificationRules().due(seen, 'running', 0);
      expect(told, code).toHaveLength(isForPeople ? 1 : 0);
    }
  });
});
