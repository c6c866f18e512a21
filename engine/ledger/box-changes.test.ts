import { expect, it } from 'vitest';
import { ourTime } from '../../shared/words/time.ts';
import { addTestPosition, openTestLedger } from '../testing/test-ledger.ts';
import {
  beginBoxChange,
  findBoxChange,
  forgetBox,
  forgetEmptyBoxChange,
  isBoxStanding,
  noteBoxDone,
  noteBoxSent,
} from './box-changes.ts';
import { setWebshopFlag } from './catalogue.ts';
import { writeLog } from './log-lines.ts';
import { retention } from './retention.ts';

const at = ourTime(1_000);

/** The box has changed, and the log tells it. */
function changed(ledger: ReturnType<typeof openTestLedger>, articleNumber: string, on: boolean): void {
  setWebshopFlag(ledger, articleNumber, on);
  writeLog(ledger, { at, event: 'webshopChanged', cause: 'webshopFlag', result: 'info', articleNumber });
}

it('tells of each box whether it stands as a change left it, also of one whose answer never came', () => {
  const ledger = openTestLedger();
  for (const articleNumber of ['1', '2', '3', '4']) {
    addTestPosition(ledger, articleNumber, { balance: 1 });
    changed(ledger, articleNumber, true);
  }
  beginBoxChange(ledger, { changeId: 'a', at, on: false, undoes: null });
  for (const articleNumber of ['1', '2', '3', '4']) noteBoxSent(ledger, 'a', articleNumber);
  changed(ledger, '1', false);
  noteBoxDone(ledger, 'a', '1');
  // The program ended, and the next reading told it.
  changed(ledger, '2', false);
  // EasyCashier never took this one, and said no to that one.
  forgetBox(ledger, 'a', '4');
  const standing = () => ['1', '2', '3', '4'].filter((number) => isBoxStanding(ledger, 'a', number));
  expect(standing()).toEqual(['1', '2']);
  expect(findBoxChange(ledger, 'a')).toMatchObject({ boxes: 3, standing: 2, takenBack: 0, on: false });
  // To and fro is a change too.
  changed(ledger, '1', true);
  changed(ledger, '1', false);
  expect(standing()).toEqual(['2']);
});

it('is no change where nothing was changed, and goes when it is old', () => {
  const ledger = openTestLedger();
  addTestPosition(ledger, '1', { balance: 1 });
  beginBoxChange(ledger, { changeId: 'a', at, on: false, undoes: null });
  beginBoxChange(ledger, { changeId: 'b', at: ourTime(5_000), on: false, undoes: null });
  noteBoxSent(ledger, 'a', '1');
  noteBoxSent(ledger, 'b', '1');
  forgetEmptyBoxChange(ledger, 'a');
  expect(findBoxChange(ledger, 'a')).toBeDefined();
  forgetBox(ledger, 'b', '1');
  forgetEmptyBoxChange(ledger, 'b');
  for (const removed of retention(ledger, ourTime(5_000))) expect(removed).toBeGreaterThanOrEqual(0);
  expect(
    ledger.all('SELECT change_id FROM box_change UNION ALL SELECT change_id FROM box_change_row'),
  ).toEqual([]);
});
