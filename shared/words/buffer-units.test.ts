import { expect, it } from 'vitest';
import { readUnits } from './buffer-units.ts';

it('a buffer is a whole number, or the setting’s', () => {
  expect(['0', '12', '-', 'standard', 'Default'].map(readUnits)).toEqual([0, 12, null, null, null]);
  expect(['1,5', '1.5', '', '-1', '1e3', '200048', '10001'].map(readUnits)).toEqual(Array(7).fill(undefined));
});
