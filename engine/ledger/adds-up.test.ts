import { expect, it } from 'vitest';
import {
  addTestPosition,
  itemIdOf,
  locationId,
  openTestLedger,
  storeNumber,
} from '../testing/test-ledger.ts';
import { unsoundness } from './adds-up.ts';
import type { BatchRow } from './batches.ts';

const row: BatchRow = {
  articleNumber: '0042',
  storeNumber,
  inventoryItemId: itemIdOf(1),
  locationId,
  before: 4,
  after: 5,
  cause: 'sale',
  reference: null,
  runPosition: null,
};

it('lets through what is whole, not below 0, and borne out by the movements', () => {
  const ledger = openTestLedger();
  addTestPosition(ledger, '0042');
  expect(unsoundness(ledger, row)).toBeNull();
  expect(unsoundness(ledger, { ...row, after: -1 })).toBe('belowZero');
  expect(unsoundness(ledger, { ...row, after: 1.5 })).toBe('notWhole');
});

it('stops a number whose balance the movements do not bear out', () => {
  const ledger = openTestLedger();
  addTestPosition(ledger, '0042');
  ledger.run('UPDATE balance SET thousandths = thousandths + 1000');
  expect(unsoundness(ledger, row)).toBe('movementsDiffer');
});
