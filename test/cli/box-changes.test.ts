/** Many boxes changed at once, from a shell: how to take it back is said, and just those are that stand as they were left. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Outcome, startProgram } from '../programs/program.ts';
import { connectAll, openShops, type Shops } from '../programs/shops.ts';

let shops: Shops;
let numbers: string[] = [];

beforeAll(async () => {
  shops = await openShops({ articles: 40, stores: 2, traps: false });
  await shops.prepare((client) => connectAll(client, shops));
  const { articles } = answerOf<{ articles: { articleNumber: string }[] }>(
    await ask('articles', '--webshop', '--limit', '3', '--json'),
  );
  numbers = articles.map(({ articleNumber }) => articleNumber);
});
afterAll(() => shops.remove());

const ask = (...words: string[]): Promise<Outcome> => startProgram(words, shops.variables).ended;
const answerOf = <T>({ stdout }: Outcome) => JSON.parse(stdout) as T;

it('says how a change is taken back, lists it, and takes it back once', async () => {
  const [first = '', ...others] = numbers;
  expect((await ask('webshop', 'changes', '--lang', 'sv')).stdout).toBe(
    'Ingen har ändrat många rutor på en gång.\n',
  );
  const off = await ask('webshop', 'off', ...numbers, '--lang', 'sv');
  const change = /»backoffice webshop undo (boxes-\w+)«/.exec(off.stdout)?.[1] ?? '';
  expect(off.stdout).toContain(`Ångra med »backoffice webshop undo ${change}«.`);
  await ask('webshop', 'on', first);
  const listed = await ask('webshop', 'changes', '--json');
  expect(answerOf(listed)).toMatchObject({
    changes: [{ changeId: change, on: false, boxes: 3, standing: 2, takenBack: 0, undoes: null }],
  });
  const undone = await ask('webshop', 'undo', change, '--lang', 'sv');
  expect(undone).toMatchObject({ code: 0, stderr: '' });
  expect(undone.stdout).toBe(
    `2 rutor är som före ändringen.\n1 har ändrats sedan dess och lämnas som den är: ${first}\n`,
  );
  const webshop = answerOf<{ articles: { articleNumber: string }[] }>(
    await ask('articles', '--webshop', '--json'),
  ).articles.map(({ articleNumber }) => articleNumber);
  expect(webshop).toEqual(expect.arrayContaining([first, ...others]));
  const again = await ask('webshop', 'undo', change, '--json');
  expect(again.code).toBe(1);
  expect(answerOf(again)).toMatchObject({ error: { code: 'nothingToUndo' } });
  const nobody = await ask('webshop', 'undo', 'boxes-0', '--lang', 'sv');
  expect(nobody.stderr).toBe('Ändringen »boxes-0« finns inte. Se »backoffice webshop changes«.\n');
});
