import { expect, it } from 'vitest';
import { createVirtualClock } from '../bench/virtual-clock.ts';
import { createCauses, wordsOf } from './causes.ts';
import { StoreUnavailable } from './store/store.ts';

it('tells each cause once a minute, in the words of whoever refused', async () => {
  const clock = createVirtualClock();
  const told: unknown[] = [];
  const silent = () => undefined;
  const error = (event: string, fields: unknown) => told.push([event, fields]);
  const causes = createCauses({ debug: silent, info: silent, warn: silent, error }, clock);
  const refused = (words: string) =>
    causes.tell('refused', new StoreUnavailable('not at present', { cause: new Error(words) }));
  for (let n = 0; n < 5; n += 1) refused('No space left on device');
  refused('cannot execute UPDATE in a read-only transaction');
  await clock.run(clock.sleep(59_999));
  refused('No space left on device');
  await clock.run(clock.sleep(1));
  refused('No space left on device');
  expect(told).toEqual([
    ['refused', { reason: 'No space left on device' }],
    ['refused', { reason: 'cannot execute UPDATE in a read-only transaction' }],
    ['refused', { reason: 'No space left on device', times: 5 }],
  ]);
});

it('finds the words beneath', () => {
  expect(wordsOf(new AggregateError([new Error('refused by ::1'), new Error('refused by 127.0.0.1')]))).toBe(
    'refused by ::1; refused by 127.0.0.1',
  );
  expect(wordsOf('closed')).toBe('closed');
});
