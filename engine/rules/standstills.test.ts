import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type AlertChannel, alertSubjects } from '../../shared/contract/alerts.ts';
import { alertChannels } from '../../shared/words/alerts.ts';
import { later, ourTime } from '../../shared/words/time.ts';
import { dueOn, lookAgain, type Seen, type Standstill, toldOn } from './standstills.ts';

const MINUTE = 60_000;
const AFTER = 15 * MINUTE;

const look = fc.record({
  /** By subject: well, a trouble for a person, or one that passes. */
  state: fc.tuple(
    ...alertSubjects.map(() => fc.constantFrom('well', 'well', 'shopifyRefusedKey', 'shopifyUnreachable')),
  ),
  minutes: fc.integer({ min: 1, max: 30 }),
  /** The ways that arrive. */
  arrives: fc.subarray([...alertChannels]),
  isProven: fc.boolean(),
});

it('tells each way in turn that something began and that it is over, whatever happens and whatever arrives', () => {
  fc.assert(
    fc.property(fc.array(look, { maxLength: 60 }), (looks) => {
      let held: Standstill[] = [];
      let at = ourTime(0);
      const told = new Map<string, boolean>();
      for (const { state, minutes, arrives, isProven } of looks) {
        at = later(at, minutes * MINUTE);
        const seen = alertSubjects.flatMap((subject, index): Seen[] => {
          const code = state[index] ?? 'well';
          return code === 'well' ? [] : [{ subject, code, args: {}, since: at }];
        });
        held = lookAgain(held, { at, passedMs: minutes * MINUTE, seen, isProven: () => isProven });
        for (const channel of alertChannels) {
          const due = dueOn(channel, held, { at, afterMs: AFTER });
          for (const one of due.begun) {
            const name = `${channel} ${one.subject}`;
            expect(told.get(name) ?? false, 'not told before').toBe(false);
            expect(one.lastedMs).toBeGreaterThanOrEqual(AFTER / 2);
            expect(
              seen.some(({ subject }) => subject === one.subject),
              'it is so now',
            ).toBe(true);
          }
          for (const one of due.over) {
            expect(told.get(`${channel} ${one.subject}`), 'told before').toBe(true);
            expect(seen.some(({ subject }) => subject === one.subject)).toBe(false);
          }
          if (!arrives.includes(channel)) continue;
          held = toldOn(channel, held, due);
          for (const one of due.begun) told.set(`${channel} ${one.subject}`, true);
          for (const one of due.over) told.set(`${channel} ${one.subject}`, false);
        }
      }
      const isHeld = (channel: AlertChannel, subject: string) =>
        held.some((one) => one.subject === subject && one.told.includes(channel));
      for (const [name, isTold] of told) {
        const [channel, subject] = name.split(' ') as [AlertChannel, string];
        expect(isHeld(channel, subject)).toBe(isTold);
      }
    }),
  );
});

/** One subject, minute by minute: when its messages are due. */
function messages(code: string, minutes: readonly boolean[], afterMs = AFTER): string[] {
  let held: Standstill[] = [];
  const said: string[] = [];
  for (const [minute, isBad] of minutes.entries()) {
    const at = ourTime(minute * MINUTE);
    const seen: Seen[] = isBad ? [{ subject: 'shopify', code, args: {}, since: at }] : [];
    held = lookAgain(held, { at, passedMs: MINUTE, seen, isProven: () => true });
    const due = dueOn('mail', held, { at, afterMs });
    if (due.begun.length > 0) said.push(`begun ${minute}`);
    if (due.over.length > 0) said.push(`over ${minute}`);
    held = toldOn('mail', held, due);
  }
  return said;
}
const bad = (minutes: number) => Array.from({ length: minutes }, () => true);
const well = (minutes: number) => Array.from({ length: minutes }, () => false);

it('waits for what needs a person as long as it was told, and an hour for what may pass', () => {
  expect(messages('shopifyRefusedKey', [...bad(15), ...well(60)])).toEqual([]);
  expect(messages('shopifyRefusedKey', [...bad(60), ...well(60)])).toEqual(['begun 15', 'over 64']);
  expect(messages('shopifyUnreachable', [...bad(60), ...well(60)])).toEqual([]);
  expect(messages('shopifyUnreachable', [...bad(90), ...well(60)])).toEqual(['begun 60', 'over 94']);
  expect(messages('shopifyUnreachable', [...bad(200)], 120 * MINUTE)).toEqual(['begun 120']);
});

it('takes what comes and goes for one, and what comes back much later for another', () => {
  const flapping = Array.from({ length: 30 }, () => [...bad(3), ...well(2)]).flat();
  expect(messages('shopifyRefusedKey', [...flapping, ...well(20)])).toHaveLength(2);
  const twice = [...bad(20), ...well(20), ...bad(20), ...well(20)];
  expect(messages('shopifyRefusedKey', twice)).toHaveLength(4);
});

it('lets what would be told soon go along', () => {
  const at = ourTime(0);
  const standing = (
    subject: Standstill['subject'],
    lastedMs: number,
    more: Partial<Standstill> = {},
  ): Standstill => ({
    subject,
    code: 'shopifyRefusedKey',
    args: {},
    since: at,
    seenAt: at,
    lastedMs,
    wellMs: 0,
    told: [],
    ...more,
  });
  const held = [standing('shopify', AFTER), standing('easycashier', AFTER / 2), standing('relay', AFTER / 3)];
  expect(dueOn('mail', held, { at, afterMs: AFTER }).begun.map(({ subject }) => subject)).toEqual([
    'shopify',
    'easycashier',
  ]);
  expect(dueOn('mail', held.slice(1), { at, afterMs: AFTER }).begun).toEqual([]);
});
