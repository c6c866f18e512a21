import { hostname, userInfo } from 'node:os';
import { expect, it } from 'vitest';
import { thisActor } from './this-actor.ts';

it('is the account that this process runs in, and the computer by its name', () => {
  expect(thisActor()).toEqual({ person: userInfo().username, computer: hostname() });
});

it('holds no sign that acts, and no more of a name than anybody reads', () => {
  const hostile = thisActor(
    () => ' anna\u001b]52;c;cm0=\u0007\nrm\u202e ',
    () => 'K'.repeat(400),
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
  expect(hostile.person).not.toMatch(/[\u0000-\u001f\u202e]/);
  expect(hostile.person).toMatch(/^anna.*rm/);
  expect(hostile.computer).toHaveLength(100);
});

it('has no person where the account has no name', () => {
  const nameless = thisActor(
    () => '',
    () => 'KASSAN',
  );
  expect(nameless).toEqual({ person: null, computer: 'KASSAN' });
});
