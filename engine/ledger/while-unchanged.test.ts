import { expect, it } from 'vitest';
import { openTestLedger } from '../testing/test-ledger.ts';
import { listStores, saveStore } from './catalogue.ts';
import { whileUnchanged } from './while-unchanged.ts';

it('reads once until something changes, within a transaction and after one that was taken back too', () => {
  const ledger = openTestLedger();
  let readings = 0;
  const names = whileUnchanged((reader) => {
    readings += 1;
    return listStores(reader).map(({ name }) => name);
  });
  expect(names(ledger)).toEqual(['Butiken']);
  expect(names(ledger)).toEqual(['Butiken']);
  ledger.run("DELETE FROM store WHERE store_number = 'none'");
  expect(readings).toBe(1);
  expect(() =>
    ledger.transaction(() => {
      saveStore(ledger, '2', 'Filialen');
      expect(names(ledger)).toEqual(['Butiken', 'Filialen']);
      throw new Error('taken back');
    }),
  ).toThrow('taken back');
  expect(names(ledger)).toEqual(['Butiken']);
});

it('a store is saved under its newest name, and one that is not named keeps the one it had', () => {
  const ledger = openTestLedger();
  const save = (name: string) => {
    saveStore(ledger, '2', name);
    return listStores(ledger).find(({ storeNumber }) => storeNumber === '2')?.name;
  };
  expect(['', 'Filialen', 'Filialen', '', 'Lagret'].map(save)).toEqual([
    '',
    'Filialen',
    'Filialen',
    'Filialen',
    'Lagret',
  ]);
});
