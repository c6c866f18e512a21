import { expect, it } from 'vitest';
import { createOverlay } from './overlay.ts';

function taskbar() {
  const marks: (string | null)[] = [];
  return {
    marks,
    setOverlayIcon: (picture: string | null, words: string) =>
      void marks.push(picture === null ? null : `${picture}: ${words}`),
  };
}

it('marks the window while somebody is needed, once, and takes the mark away', () => {
  const overlay = createOverlay(() => 'hand');
  const window = taskbar();
  for (const state of ['waiting', 'needsYou', 'needsYou', 'inStep', 'sending'] as const)
    overlay.show(window, state, 'Behöver dig');
  expect(window.marks).toEqual(['hand: Behöver dig', null]);
});

it('says it in the language of the moment, and of each new window anew', () => {
  const overlay = createOverlay(() => 'hand');
  const [first, second] = [taskbar(), taskbar()];
  overlay.show(null, 'needsYou', 'Behöver dig');
  overlay.show(first, 'needsYou', 'Behöver dig');
  overlay.show(first, 'needsYou', 'Needs you');
  overlay.show(second, 'needsYou', 'Needs you');
  expect(first.marks).toEqual(['hand: Behöver dig', 'hand: Needs you']);
  expect(second.marks).toEqual(['hand: Needs you']);
});
