import { describe, expect, it } from 'vitest';
import { type GatewayRig, openGateways, outcomeOf } from '../../test/gateways/rig.ts';
import { readArticle, readArticlePage } from './articles.ts';
import { changeStock, writeWebshopFlag } from './gateway.ts';
import { readSales } from './sales.ts';

const logins = (rig: GatewayRig) => rig.practice.easycashier.stats.byPath['POST /v1/login'] ?? 0;
const read = (rig: GatewayRig) => readArticlePage(rig.easycashier, 1);
const firstArticle = (rig: GatewayRig) => {
  const found = [...rig.practice.easycashier.articles()].find((one) => one.fields.stockItem);
  const storeNumber = rig.practice.places[0]?.storeNumber ?? '';
  const articleNumber = found?.fields.articleNumber ?? '';
  const balance = () => rig.practice.easycashier.balance(articleNumber, storeNumber);
  return { articleNumber, storeNumber, balance };
};
const book = (
  rig: GatewayRig,
  lines = [{ articleNumber: firstArticle(rig).articleNumber, units: 2, averageCost: 10 }],
) =>
  changeStock(rig.easycashier, 'increaseStock', {
    storeNumber: firstArticle(rig).storeNumber,
    comment: 'Webborder #1',
    lines,
  });

describe('the session', () => {
  it('is opened once and renewed at 80 % of its life', async () => {
    const rig = openGateways({ easycashier: { tokenLifetimeSeconds: 1_000 } });
    for (let n = 0; n < 5; n += 1) await rig.run(read(rig));
    expect(logins(rig)).toBe(1);
    await rig.scheduler.runUntil(rig.scheduler.now() + 790_000);
    await rig.run(read(rig));
    expect(logins(rig)).toBe(1);
    await rig.scheduler.runUntil(rig.scheduler.now() + 20_000);
    await rig.run(read(rig));
    expect(logins(rig)).toBe(2);
  });

  it('is opened again when it was ended, for a reading and for a write', async () => {
    const rig = openGateways();
    await rig.run(read(rig));
    rig.practice.easycashier.expireTokens();
    await rig.run(read(rig));
    rig.practice.easycashier.expireTokens();
    const before = firstArticle(rig).balance() ?? 0;
    await rig.run(book(rig));
    expect(firstArticle(rig).balance()).toBe(before + 2);
    expect(logins(rig)).toBe(3);
  });

  it('is opened once for calls made at the same time, and a wrong password is tried once for all of them', async () => {
    const rig = openGateways();
    await rig.run(Promise.all(Array.from({ length: 8 }, () => read(rig))));
    expect(logins(rig)).toBe(1);
    const wrong = openGateways();
    wrong.secrets.set('easycashier.password', 'fel');
    const outcomes = await wrong.run(Promise.all(Array.from({ length: 8 }, () => outcomeOf(read(wrong)))));
    expect(new Set(outcomes)).toEqual(new Set(['easycashierRefusedLogin']));
    expect(wrong.sent.length).toBe(1);
  });

  it.each(['status', 'type'] as const)(
    'that is refused is tried a handful of times in days, and never locks the account: %s',
    async (loginRefusal) => {
      const rig = openGateways({ easycashier: { loginRefusal, lockAfter: 6 } });
      rig.secrets.set('easycashier.password', 'fel');
      for (let minutes = 0; minutes < 3 * 24 * 60; minutes += 1) {
        expect(await rig.run(outcomeOf(read(rig)))).toBe('easycashierRefusedLogin');
        await rig.scheduler.runUntil(rig.scheduler.now() + 60_000);
      }
      expect(rig.sent).toHaveLength(5);
      expect(rig.practice.easycashier.isLocked()).toBe(false);
      // A person who asks for it is heard at once.
      expect(await rig.run(outcomeOf(rig.easycashier.login()))).toBe('easycashierRefusedLogin');
      expect(rig.sent).toHaveLength(6);
      expect(rig.practice.easycashier.isLocked()).toBe(true);
    },
  );

  it('is opened at once with the right password', async () => {
    const rig = openGateways();
    const password = rig.secrets.get('easycashier.password') ?? '';
    rig.secrets.set('easycashier.password', 'fel');
    for (let n = 0; n < 100; n += 1) await rig.run(outcomeOf(read(rig)));
    expect(rig.sent).toHaveLength(1);
    rig.secrets.set('easycashier.password', password);
    expect(await rig.run(outcomeOf(read(rig)))).toBeNull();
  });

  it('is refused with a wrong password', async () => {
    const rig = openGateways();
    rig.secrets.set('easycashier.password', 'fel');
    expect(await rig.run(outcomeOf(read(rig)))).toBe('easycashierRefusedLogin');
    expect(await rig.run(outcomeOf(book(rig)))).toBe('easycashierRefusedLogin');
    rig.secrets.clear();
    expect(await rig.run(outcomeOf(read(rig)))).toBe('secretGone');
    expect(rig.log.join('\n')).not.toContain('fel');
  });
});

describe('the limit', () => {
  it('of 250 calls a minute is kept in every minute', async () => {
    const rig = openGateways({ roundTrip: 20 });
    const calls = Array.from({ length: 700 }, () =>
      readSales(rig.easycashier, { startDay: '2026-11-23', stopDay: '2026-11-23' }),
    );
    await rig.run(Promise.all(calls));
    expect(rig.practice.easycashier.stats.rateLimited).toBe(0);
    const times = rig.sent.map((call) => call.at);
    for (const [n, at] of times.entries()) {
      const after = times[n + 250];
      if (after !== undefined) expect(after - at).toBeGreaterThanOrEqual(60_000);
    }
    expect(times.length).toBeGreaterThanOrEqual(701);
  });

  it('is waited for when EasyCashier says so', async () => {
    const rig = openGateways();
    await rig.run(read(rig));
    rig.practice.easycashier.faults.add({ kind: 'status-429', match: 'GET /article' });
    const start = rig.scheduler.now();
    await rig.run(read(rig));
    expect(rig.scheduler.now() - start).toBeGreaterThanOrEqual(2_000);
    rig.practice.easycashier.faults.add({ kind: 'status-429', match: '/stock' });
    const before = firstArticle(rig).balance() ?? 0;
    await rig.run(book(rig));
    expect(firstArticle(rig).balance()).toBe(before + 2);
  });

  it('is not waited out by a booking that may not be sent any more', async () => {
    const rig = openGateways();
    await rig.run(read(rig));
    const before = firstArticle(rig).balance();
    rig.practice.easycashier.faults.add({ kind: 'status-429', match: '/stock', times: 2, pauseMs: 30_000 });
    const outcome = outcomeOf(book(rig));
    await rig.scheduler.runUntil(rig.scheduler.now() + 10_000);
    rig.isShadow = true;
    expect(await rig.run(outcome)).toBe('shadowMode');
    expect(firstArticle(rig).balance()).toBe(before);
  });

  it('is waited for three minutes at most, whatever was asked: whoever waits is told then, and nothing was done', async () => {
    const rig = openGateways();
    await rig.run(read(rig));
    const before = firstArticle(rig).balance() ?? 0;
    rig.practice.easycashier.faults.add({ kind: 'status-429', times: 10_000, pauseMs: 60_000 });
    for (const ask of [read, book]) {
      const start = rig.scheduler.now();
      expect(await rig.run(outcomeOf(ask(rig)))).toBe('easycashierThrottled');
      expect(rig.scheduler.now() - start).toBeLessThan(190_000);
    }
    expect(firstArticle(rig).balance()).toBe(before);
  });
});

describe('a reading', () => {
  it.each([
    'lost-before',
    'unanswered',
    'hang',
    'status-503',
    'status-500',
    'wrong-shape',
    'not-json',
    'page-403',
    'page-404',
    'page-405',
    'moved',
  ] as const)('is repeated after %s, and refused when it does not help', async (kind) => {
    const rig = openGateways();
    rig.practice.easycashier.faults.add({ kind, match: 'GET /article', times: 3 });
    await rig.run(read(rig));
    rig.practice.easycashier.faults.add({ kind, match: 'GET /article', times: 50 });
    const isShape = kind === 'wrong-shape';
    expect(await rig.run(outcomeOf(read(rig)))).toBe(
      isShape ? 'easycashierUnexpected' : 'easycashierUnreachable',
    );
  });

  it('takes numbers for text, drops the noise of floats and leaves unknown stores unknown', async () => {
    const rig = openGateways({ articles: 1, stores: 2 });
    const [one, two] = rig.practice.places.map((place) => place.storeNumber);
    rig.practice.easycashier.addArticle({
      articleNumber: '000042',
      description: 'Kaffe',
      looseWeight: true,
      stock: { [one ?? '']: 2.75 },
    });
    const found = await rig.run(readArticle(rig.easycashier, '000042', null));
    const article = found.is === 'found' ? found.article : null;
    expect(article).toMatchObject({
      articleNumber: '000042',
      stock: [{ storeNumber: one, thousandths: 2_750 }],
    });
    expect(article?.stock.some((entry) => entry.storeNumber === two)).toBe(false);
    expect((await rig.run(readArticle(rig.easycashier, '42', null))).is).not.toBe('found');
  });

  it('finds every article, page by page', async () => {
    const rig = openGateways({ articles: 1_234 });
    const numbers = new Set<string>();
    const walk = async () => {
      for (let page = 1, pages = 1; page <= pages; page += 1) {
        const found = await readArticlePage(rig.easycashier, page);
        pages = found.totalPages;
        for (const article of found.articles) numbers.add(article.articleNumber);
      }
    };
    await rig.run(walk());
    expect(numbers.size).toBe([...rig.practice.easycashier.articles()].length);
  });
});

describe('a booking', () => {
  it.each([
    ['unanswered', true, 'OutcomeUnknown'],
    ['hang', true, 'OutcomeUnknown'],
    ['status-502-after', true, 'OutcomeUnknown'],
    ['lost-before', false, 'OutcomeUnknown'],
    ['status-503', false, 'OutcomeUnknown'],
    ['status-500', false, 'OutcomeUnknown'],
    ['not-json', false, 'OutcomeUnknown'],
  ] as const)('is sent once; after %s its fate is unknown', async (kind, isDone, outcome) => {
    const rig = openGateways();
    await rig.run(read(rig));
    const before = firstArticle(rig).balance() ?? 0;
    rig.practice.easycashier.faults.add({ kind, match: '/stock' });
    const calls = rig.sent.length;
    expect(await rig.run(outcomeOf(book(rig)))).toBe(outcome);
    expect(rig.sent.length).toBe(calls + 1);
    expect(firstArticle(rig).balance()).toBe(before + (isDone ? 2 : 0));
  });

  it.each(['page-403', 'page-404', 'page-405', 'moved'] as const)(
    'that a firewall turns away is sent once and was not carried out: %s',
    async (kind) => {
      const rig = openGateways();
      await rig.run(read(rig));
      const before = firstArticle(rig).balance();
      rig.practice.easycashier.faults.add({ kind, match: '/stock' });
      const calls = rig.sent.length;
      expect(await rig.run(outcomeOf(book(rig)))).toBe('easycashierUnreachable');
      expect(rig.sent.length).toBe(calls + 1);
      expect(firstArticle(rig).balance()).toBe(before);
    },
  );

  it.each(['object', 'empty', 'nothing', 'text', 'article'] as const)(
    'is confirmed by any success: %s',
    async (stockAnswer) => {
      const rig = openGateways({ easycashier: { stockAnswer } });
      expect(await rig.run(outcomeOf(book(rig)))).toBeNull();
    },
  );

  it.each(['error', 'message', 'error_description'] as const)(
    'that is refused is told of in the words of EasyCashier: %s',
    async (errorShape) => {
      const rig = openGateways({ easycashier: { errorShape } });
      const lines = [{ articleNumber: 'finns-inte', units: 1, averageCost: 0 }];
      const declined = await rig.run(book(rig, lines).catch((error) => error));
      expect(declined).toMatchObject({ name: 'Declined', reason: 'Unknown article finns-inte' });
    },
  );

  it('that EasyCashier refuses is declined with its reason, and took nothing', async () => {
    const rig = openGateways();
    const { articleNumber, balance } = firstArticle(rig);
    const before = balance();
    const lines = [
      { articleNumber, units: 2, averageCost: 10 },
      { articleNumber: 'finns-inte', units: 1, averageCost: 0 },
    ];
    const declined = await rig.run(book(rig, lines).catch((error) => error));
    expect(declined).toMatchObject({ name: 'Declined' });
    expect(declined.reason).not.toBe('');
    expect(balance()).toBe(before);
  });

  it('that is declined in words that repeat our password keeps it to itself', async () => {
    const rig = openGateways();
    const password = rig.secrets.get('easycashier.password') ?? '';
    const lines = [{ articleNumber: password, units: 1, averageCost: 0 }];
    const declined = await rig.run(book(rig, lines).catch((error) => error));
    expect(declined.reason).toContain('[hidden]');
    expect(declined.reason).not.toContain(password);
  });

  it('in shadow mode never leaves the transport', async () => {
    const rig = openGateways();
    await rig.run(read(rig));
    rig.isShadow = true;
    const calls = rig.sent.length;
    expect(await rig.run(outcomeOf(book(rig)))).toBe('shadowMode');
    expect(rig.sent.length).toBe(calls);
    const [article] = [...rig.practice.easycashier.articles()];
    expect(await rig.run(outcomeOf(writeWebshopFlag(rig.easycashier, String(article?.id), true)))).toBe(
      'shadowMode',
    );
    expect(rig.sent.filter((call) => call.method !== 'GET' && !call.path.endsWith('/login'))).toEqual([]);
  });
});

describe('the box Webshop', () => {
  it('is ticked and nothing else of the article changes', async () => {
    const rig = openGateways();
    const [article] = [...rig.practice.easycashier.articles()];
    if (!article) throw new Error('no article');
    const before = { ...rig.practice.easycashier.article(article.fields.articleNumber)?.fields };
    await rig.run(writeWebshopFlag(rig.easycashier, String(article.id), !before.webshop));
    const after = rig.practice.easycashier.article(article.fields.articleNumber)?.fields;
    expect(after).toEqual({ ...before, webshop: !before.webshop });
  });
});
