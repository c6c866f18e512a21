import { describe, expect, it } from 'vitest';
import {
  type Answer,
  type AnsweringSide,
  type Body,
  type CallKind,
  type Came,
  type Meaning,
  meaningOf,
} from './answers.ts';

const lost: Came<string> = {
  came: 'nothing',
  why: 'timeout',
  failure: 'serverDown',
  waitedMs: 15_000,
};
const asked: Body<string> = { is: 'asked', data: 'what was asked for' };
const json: Body<string> = { is: 'json' };
const page: Body<string> = { is: 'other' };
const cut: Body<string> = { is: 'cut' };
const bare: Body<string> = { is: 'unread' };

const answer = (status: number, body: Body<string> = page, ...codes: (string | null)[]): Answer<string> => ({
  came: 'answer',
  status,
  body,
  errors: codes.map((code) => ({ code, message: `about ${code}` })),
  pauseMs: null,
});

/** A meaning in short: `notNow away`, `refused login`, `unknown, over`. */
function short(meaning: Meaning<string>): string {
  switch (meaning.is) {
    case 'done':
    case 'unauthorized':
      return meaning.is;
    case 'refused':
      return `refused ${meaning.what}`;
    case 'notNow':
      return `notNow ${meaning.fault}`;
    case 'unknown':
      return meaning.isAnswered ? 'unknown, over' : 'unknown';
  }
}

type Row = readonly [
  what: string,
  side: AnsweringSide | 'both',
  kind: CallKind | 'all',
  came: Came<string>,
  means: string,
];

/** One row for each of the table's, in its order, with the statuses and bodies it holds for. */
const rows: readonly Row[] = [
  ['Shopify has no points left', 'shopify', 'all', answer(200, json, 'THROTTLED'), 'notNow busy'],
  ['too many calls', 'both', 'all', answer(429), 'notNow busy'],

  ['a proxy that asks who we are', 'both', 'all', answer(407), 'notNow away'],
  ['a network that asks for a login of its own', 'both', 'all', answer(511), 'notNow away'],

  ['no answer to a write', 'both', 'write', lost, 'unknown'],
  ['no answer to a reading', 'both', 'read', lost, 'notNow away'],
  ['no answer to a login', 'both', 'login', lost, 'notNow away'],
  ['a broken server at a write', 'both', 'write', answer(500), 'unknown'],
  ['a proxy that gave up on a write', 'both', 'write', answer(502), 'unknown'],
  ['a broken server at a reading', 'both', 'read', answer(503), 'notNow away'],
  ['a broken server at a login', 'both', 'login', answer(500), 'notNow away'],

  ['a login of another type', 'easycashier', 'login', answer(200, asked, 'LOCKED'), 'refused login'],
  ['a page in place of a login', 'easycashier', 'login', answer(200, page), 'notNow away'],
  ['a firewall before the login', 'easycashier', 'login', answer(403, page), 'notNow away'],
  ['a wrong login, 400', 'easycashier', 'login', answer(400, json), 'refused login'],
  ['a wrong login, 401', 'easycashier', 'login', answer(401, bare), 'refused login'],
  ['a wrong login, 403', 'easycashier', 'login', answer(403, json), 'refused login'],
  ['a login that is nowhere', 'easycashier', 'login', answer(404, json), 'notNow garbled'],
  ['a login that is moved', 'easycashier', 'login', answer(302, bare), 'notNow garbled'],
  ['a shop that is moved', 'shopify', 'all', answer(301), 'refused address'],
  ['a network’s login page before the shop', 'shopify', 'all', answer(302), 'notNow away'],
  ['a wrong client secret, 400', 'shopify', 'login', answer(400, json), 'refused login'],
  ['a wrong client secret, 401', 'shopify', 'login', answer(401), 'refused login'],
  ['an app that is not installed', 'shopify', 'login', answer(404), 'refused login'],

  ['a token that has run out, reading', 'both', 'read', answer(401, json), 'unauthorized'],
  ['a token that has run out, writing', 'both', 'write', answer(401, json), 'unauthorized'],

  ['a frozen shop', 'shopify', 'all', answer(402), 'refused frozen'],
  ['a frozen shop that says so in JSON', 'shopify', 'all', answer(402, json, null), 'refused frozen'],
  ['a locked shop', 'shopify', 'all', answer(423), 'refused locked'],
  ['a key that may not', 'shopify', 'write', answer(403), 'refused login'],
  ['no such shop, reading', 'shopify', 'read', answer(404), 'refused address'],
  ['no such shop, writing', 'shopify', 'write', answer(404), 'refused address'],
  ['a scope that lacks', 'shopify', 'read', answer(200, json, 'ACCESS_DENIED'), 'refused scope'],
  ['a scope that lacks, writing', 'shopify', 'write', answer(200, json, 'ACCESS_DENIED'), 'refused scope'],
  ['a field that is not there', 'shopify', 'read', answer(200, json, 'undefinedField'), 'refused request'],
  ['a wrong argument', 'shopify', 'write', answer(200, json, 'INVALID_FIELD_ARGUMENTS'), 'refused request'],
  ['too much at once', 'shopify', 'read', answer(200, json, 'MAX_COST_EXCEEDED'), 'refused request'],
  [
    'a failure inside, at a write',
    'shopify',
    'write',
    answer(200, json, 'INTERNAL_SERVER_ERROR'),
    'unknown, over',
  ],
  [
    'a failure inside, reading',
    'shopify',
    'read',
    answer(200, json, 'INTERNAL_SERVER_ERROR'),
    'notNow garbled',
  ],
  ['a code nobody knows, at a write', 'shopify', 'write', answer(200, json, 'NEW_IN_2027'), 'unknown, over'],
  ['an error without a code', 'shopify', 'read', answer(200, json, null), 'notNow garbled'],
  ['an error beside the data', 'shopify', 'read', answer(200, asked, null), 'notNow garbled'],

  ['a company that is not ours', 'easycashier', 'read', answer(403, json, null), 'refused login'],
  ['a list that is nowhere', 'easycashier', 'read', answer(404, json, null), 'refused address'],
  ['a filter that is not known', 'easycashier', 'read', answer(400, json, null), 'refused request'],
  ['a firewall before a reading, 403', 'easycashier', 'read', answer(403, page), 'notNow away'],
  ['a firewall before a reading, 404', 'easycashier', 'read', answer(404, page), 'notNow away'],
  ['a proxy that speaks JSON', 'easycashier', 'read', answer(403, json), 'notNow away'],
  ['a refusal whose reason is lost', 'easycashier', 'write', answer(400, cut), 'unknown'],
  ['a refused booking, 400', 'easycashier', 'write', answer(400, json, null), 'refused request'],
  ['a refused booking, 404', 'easycashier', 'write', answer(404, json, null), 'refused request'],
  ['a firewall before a booking, 403', 'easycashier', 'write', answer(403, page), 'notNow away'],
  ['a firewall before a booking, 404', 'easycashier', 'write', answer(404, page), 'notNow away'],
  ['a firewall before a booking, 405', 'easycashier', 'write', answer(405, page), 'notNow away'],
  ['a proxy before a booking, in JSON', 'easycashier', 'write', answer(403, json), 'notNow away'],
  ['a bare no to a booking', 'easycashier', 'write', answer(400, bare), 'notNow away'],
  ['a booking that is moved on', 'easycashier', 'write', answer(302, bare), 'notNow away'],
  ['a page in place of a reading', 'easycashier', 'read', answer(200, page), 'notNow away'],

  ['what was asked for', 'both', 'all', answer(200, asked), 'done'],
  ['what was asked for, made', 'both', 'all', answer(201, asked), 'done'],
  ['a success that broke off', 'both', 'write', answer(200, cut), 'unknown'],
  ['a success in other words', 'both', 'write', answer(200, json), 'unknown, over'],
  ['a page in place of a success', 'both', 'write', answer(200, page), 'unknown, over'],
  ['a reading of another shape', 'both', 'read', answer(200, json), 'notNow garbled'],
  ['a page in place of a reading', 'shopify', 'read', answer(200, page), 'notNow garbled'],
  ['a reading that broke off', 'both', 'read', answer(200, cut), 'notNow garbled'],
  ['a login of another shape', 'both', 'login', answer(200, json), 'notNow garbled'],

  ['a status nobody described, reading', 'both', 'read', answer(418), 'notNow away'],
  ['a status nobody described, writing', 'shopify', 'write', answer(400), 'unknown'],
  ['a status nobody described, logging in', 'both', 'login', answer(100, json), 'notNow garbled'],
];

const sides: readonly AnsweringSide[] = ['easycashier', 'shopify'];
const kinds: readonly CallKind[] = ['read', 'write', 'login'];

describe('what an answer means', () => {
  const single = rows.flatMap(([what, side, kind, came, means]) =>
    (side === 'both' ? sides : [side]).flatMap((one) =>
      (kind === 'all' ? kinds : [kind]).map((which) => [what, one, which, came, means] as const),
    ),
  );
  it.each(single)('%s (%s, %s)', (_what, side, kind, came, means) => {
    expect(short(meaningOf(came, { side, kind, isRenewed: false }))).toBe(means);
    if (means === 'unauthorized') {
      expect(short(meaningOf(came, { side, kind, isRenewed: true }))).toBe('refused login');
    }
  });

  it('is not the word of EasyCashier where a page comes with 401 for a fresh token', () => {
    for (const kind of ['read', 'write'] as const) {
      const asked = { side: 'easycashier', kind, isRenewed: true } as const;
      expect(short(meaningOf(answer(401, page), asked))).toBe('notNow away');
      expect(short(meaningOf(answer(401, bare), asked))).toBe('refused login');
    }
  });

  it('is told with what the caller needs', () => {
    const write = { side: 'easycashier', kind: 'write', isRenewed: false } as const;
    expect(meaningOf(answer(200, asked), write)).toEqual({ is: 'done', data: 'what was asked for' });
    expect(meaningOf(lost, write)).toMatchObject({ why: 'timeout', waitedMs: 15_000 });
    expect(meaningOf(answer(502), write)).toMatchObject({ why: 'status 502', waitedMs: 0 });
    expect(meaningOf(answer(200, cut), write)).toMatchObject({ why: 'no body' });
    expect(meaningOf(answer(200, page), write)).toMatchObject({ why: 'shape' });
    expect(meaningOf({ ...answer(429), pauseMs: 7_000 }, write)).toMatchObject({ pauseMs: 7_000 });
    expect(meaningOf(answer(400, json, null), write)).toMatchObject({ words: ['about null'] });
    const both = answer(200, json, 'OTHER', 'ACCESS_DENIED');
    expect(meaningOf(both, { ...write, side: 'shopify' })).toMatchObject({ words: ['about ACCESS_DENIED'] });
  });
});

describe('whatever comes', () => {
  const statuses = [100, 200, 201, 204, 301, 400, 401, 402, 403, 404, 409, 422, 423, 429, 500, 502, 503, 599];
  const bodies: Body<string>[] = [asked, json, page, cut, { is: 'unread' }];
  const codes = [[], [null], ['THROTTLED'], ['ACCESS_DENIED'], ['INTERNAL_SERVER_ERROR']];
  const everything: Came<string>[] = [
    lost,
    ...statuses.flatMap((status) =>
      bodies.flatMap((body) => codes.map((named) => answer(status, body, ...named))),
    ),
  ];
  const meanings = sides.flatMap((side) =>
    kinds.flatMap((kind) =>
      [false, true].flatMap((isRenewed) =>
        everything.map((came) => ({
          kind,
          isRenewed,
          came,
          means: meaningOf(came, { side, kind, isRenewed }),
        })),
      ),
    ),
  );

  it('a reading and a login have no unknown outcome', () => {
    expect(meanings.filter(({ kind, means }) => kind !== 'write' && means.is === 'unknown')).toEqual([]);
  });

  it('a write that was not answered, or by a broken server, is never called done or refused', () => {
    const unheard = meanings.filter(
      ({ kind, came }) =>
        kind === 'write' && (came.came === 'nothing' || (came.status >= 500 && came.errors.length === 0)),
    );
    expect(new Set(unheard.map(({ means }) => means.is))).toEqual(new Set(['unknown']));
  });

  it('a token is renewed once, and none is renewed for a login', () => {
    const renewals = meanings.filter(({ means }) => means.is === 'unauthorized');
    expect(renewals.some(({ kind, isRenewed }) => isRenewed || kind === 'login')).toBe(false);
    expect(renewals.length).toBeGreaterThan(0);
  });

  it('only what was asked for is done', () => {
    for (const { came, means } of meanings) {
      if (means.is === 'done') expect(came).toMatchObject({ body: asked });
    }
  });
});
