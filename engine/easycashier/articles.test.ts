import { describe, expect, it } from 'vitest';
import type { EasyCashierSettings } from '../../practice/easycashier/settings.ts';
import { openGateways, outcomeOf } from '../../test/gateways/rig.ts';
import { readArticle, readArticlePage } from './articles.ts';

/** A shop of 130 articles, and the last of them. */
function open(easycashier: Partial<EasyCashierSettings> = {}) {
  const rig = openGateways({ articles: 120, easycashier });
  const shop = rig.practice.easycashier;
  for (let n = 0; n < 10; n += 1) {
    shop.addArticle({
      articleNumber: `ZZ-${n}`,
      description: 'Sist i listan',
      stock: { 1: n },
    });
  }
  const id = String(shop.article('ZZ-7')?.id);
  const look = (articleId: string | null, articleNumber = 'ZZ-7') =>
    rig.run(readArticle(rig.easycashier, articleNumber, articleId));
  return { rig, shop, id, look };
}

const filters = ['heeded', 'ignored', 'refused'] as const;

describe('one article', () => {
  it.each(filters)('is read by its id, with its stock, whatever a search does: %s', async (searchFilter) => {
    for (const listStock of [true, false]) {
      const { rig, id, look } = open({ searchFilter, listStock });
      const before = rig.sent.length;
      const found = await look(id);
      expect(found).toMatchObject({ is: 'found', article: { stock: [{ thousandths: 7_000 }] } });
      expect(rig.sent.slice(before).filter(({ path }) => path.includes('/article'))).toHaveLength(1);
    }
  });

  it.each([true, false])(
    'is found by a search, page by page, with its stock: the list shows it: %s',
    async (listStock) => {
      const { look, shop } = open({ listStock });
      expect(await look(null)).toMatchObject({ is: 'found', article: { stock: [{ thousandths: 7_000 }] } });
      for (let n = 0; n < 60; n += 1) {
        shop.addArticle({ articleNumber: `AA-${n}`, description: 'Heter som ZZ-7' });
      }
      expect(await look(null)).toMatchObject({ is: 'found', article: { articleNumber: 'ZZ-7' } });
    },
  );

  it('is absent where its id is gone and a search that is heeded does not find it', async () => {
    const { look, id, shop } = open();
    shop.removeArticle('ZZ-7');
    expect(await look(id)).toEqual({ is: 'absent' });
    expect(await look(null)).toEqual({ is: 'unsure' });
    expect(await look(id, 'ZZ')).toEqual({ is: 'absent' });
  });

  it.each(['ignored', 'refused'] as const)(
    'is not called absent where the search is %s',
    async (searchFilter) => {
      const { look, id, shop } = open({ searchFilter });
      shop.removeArticle('ZZ-7');
      expect(await look(id)).toEqual({ is: 'unsure' });
    },
  );

  it('is found again under another id, and is not another of the same id', async () => {
    const { look, id, shop } = open();
    shop.removeArticle('ZZ-7');
    shop.addArticle({ articleNumber: 'ZZ-7', description: 'Upplagd igen', stock: { 1: 3 } });
    expect(await look(id)).toMatchObject({ is: 'found', article: { stock: [{ thousandths: 3_000 }] } });
    expect((await look(String(shop.article('ZZ-1')?.id), 'ZZ-X')).is).toBe('unsure');
  });
});

describe('a page of articles', () => {
  it('is of the size that the server grants', async () => {
    const { rig } = open({ pageSizeMax: 50 });
    const page = await rig.run(readArticlePage(rig.easycashier, 3));
    expect(page).toMatchObject({ totalPages: 3, totalResources: 130 });
    expect(page.ids).toHaveLength(30);
  });

  it('is asked for smaller where the size is refused', async () => {
    const { rig } = open();
    const asked: string[] = [];
    const strict: typeof rig.easycashier = {
      ...rig.easycashier,
      read: (path, shape) => {
        asked.push(new URLSearchParams(path.split('?')[1]).get('itemsPerPage') ?? '');
        return rig.easycashier.read(path.replace('itemsPerPage=500', 'itemsPerPage=x'), shape);
      },
    };
    const page = await rig.run(readArticlePage(strict, 1));
    expect(asked).toEqual(['500', '50']);
    expect(page).toMatchObject({ pageSize: 50 });
    expect(page.ids).toHaveLength(50);
  });

  it('tells what it has where one of its rows cannot be understood', async () => {
    const { rig, shop, id, look } = open({ pageSizeMax: 500 });
    shop.setDamage('ZZ-7', 'odd');
    const page = await rig.run(readArticlePage(rig.easycashier, 1));
    expect(page).toMatchObject({ odd: ['ZZ-7'], totalResources: 130 });
    expect(page.ids).toContain(id);
    expect(page.articles).toHaveLength(129);
    // A search finds it, and that is no sign of its being gone.
    expect(await outcomeOf(look(null))).toBe('easycashierUnexpected');
  });

  it('is refused where none of its rows can be', async () => {
    const { rig, shop } = open({ pageSizeMax: 2 });
    for (const number of ['ZZ-8', 'ZZ-9']) shop.setDamage(number, 'odd');
    expect(await rig.run(outcomeOf(readArticlePage(rig.easycashier, 65)))).toBe('easycashierUnexpected');
  });
});
