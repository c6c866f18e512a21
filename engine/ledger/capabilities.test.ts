import { beforeEach, describe, expect, it } from 'vitest';
import { probeResult } from '../../shared/contract/capabilities.ts';
import { capabilityNames, capabilityRow, type Found } from '../../shared/words/capabilities.ts';
import { later, ourTime } from '../../shared/words/time.ts';
import {
  askedAgain,
  forgetFindings,
  keepFound,
  readFindings,
  sidesToAskAgain,
  wantAskedAgain,
} from './capabilities.ts';
import { connectTo } from './connections.ts';
import { type Ledger, openDatabase } from './database.ts';
import { migrate } from './migrate.ts';

const apis = { easycashier: 'v1', shopify: '2026-10' };
const at = ourTime(Date.UTC(2026, 10, 29, 9));
const HOUR = 60 * 60_000;

let ledger: Ledger;
beforeEach(() => {
  ledger = openDatabase({ path: ':memory:', durability: 'none' });
  migrate(ledger);
});

const keep = (found: Found, { isWhole = true, hours = 0 } = {}) =>
  keepFound(ledger, { side: 'easycashier', apis, at: later(at, hours * HOUR) }, found, isWhole);
const known = () => readFindings(ledger, apis);

describe('what is known of a side', () => {
  it('is nothing before it has been asked', () => {
    for (const finding of Object.values(known())) expect(finding).toEqual({ is: 'notAsked' });
  });

  it('is what it told, and of the rest why not', () => {
    keep({ listStock: 'absent', articlePageSize: null });
    expect(known()).toMatchObject({
      listStock: { is: 'known', value: 'absent', askedAt: at },
      articlePageSize: { is: 'unknown', why: 'nothingToTell', askedAt: at },
      searchFilter: { is: 'unknown', why: 'noAnswer', askedAt: at },
      scopes: { is: 'notAsked' },
    });
  });

  it('stays what it was where nothing was told, and is what was told last', () => {
    keep({ listStock: 'absent', searchFilter: 'heeded' });
    keep({ listStock: 'shown', searchFilter: null }, { hours: 2 });
    expect(known().listStock).toEqual({ is: 'known', value: 'shown', askedAt: later(at, 2 * HOUR) });
    expect(known().searchFilter).toEqual({ is: 'known', value: 'heeded', askedAt: at });
    keep({}, { hours: 3 });
    expect(known().searchFilter).toEqual({ is: 'known', value: 'heeded', askedAt: at });
  });

  it('is not written down anew whenever it is heard in passing', () => {
    keep({ listStock: 'shown' }, { isWhole: false });
    const { changes } = ledger;
    keep({ listStock: 'shown', articlePageSize: null }, { isWhole: false, hours: 1 });
    keep({ listStock: 'shown', articlePageSize: null }, { isWhole: false, hours: 2 });
    expect(ledger.changes).toBe(changes + 1);
    expect(known().searchFilter).toEqual({ is: 'notAsked' });
    keep({ listStock: 'shown' }, { isWhole: false, hours: 25 });
    expect(known().listStock).toMatchObject({ askedAt: later(at, 25 * HOUR) });
    keep({ listStock: 'absent' }, { isWhole: false, hours: 26 });
    expect(known().listStock).toMatchObject({ value: 'absent' });
  });

  it('is gone with another version of the API, and with another server or account', () => {
    const account = { url: 'https://a.test', company: '556677-8899', username: 'a' };
    connectTo(ledger, 'easycashier', account);
    keep({ listStock: 'shown' });
    connectTo(ledger, 'easycashier', { ...account });
    expect(known().listStock.is).toBe('known');
    expect(readFindings(ledger, { ...apis, easycashier: 'v2' }).listStock).toEqual({ is: 'notAsked' });
    wantAskedAgain(ledger, 'easycashier');
    connectTo(ledger, 'easycashier', { ...account, company: '556677-0000' });
    expect(known().listStock).toEqual({ is: 'notAsked' });
    expect(sidesToAskAgain(ledger)).toEqual([]);
  });

  it('has no room for a secret, a name or an address', () => {
    const canary = 'shpat_kanarie anna@exempel.se 556677-8899';
    const strange = Object.fromEntries(
      capabilityNames.map((name) => [name, capabilityRow(name).kind === 'names' ? [canary] : canary]),
    ) as Found;
    keepFound(ledger, { side: 'easycashier', apis, at }, strange, true);
    keepFound(ledger, { side: 'shopify', apis, at }, strange, true);
    expect(JSON.stringify(ledger.all('SELECT * FROM setting'))).not.toMatch(/kanarie|anna|556677/);
    for (const finding of Object.values(known())) expect(finding).toMatchObject({ why: 'noAnswer' });
    const answer = {
      askedApis: apis,
      findings: { ...known(), scopes: { is: 'known', value: [canary], askedAt: at } },
      probedAt: at,
      sides: { easycashier: { failure: null }, shopify: { failure: null } },
    };
    expect(probeResult.safeParse(answer).success).toBe(false);
    expect(probeResult.safeParse({ ...answer, findings: known() }).success).toBe(true);
  });

  it('is not asked where another version of the program has kept what this one does not understand', () => {
    keep({ listStock: 'shown', searchFilter: 'heeded' });
    ledger.run("UPDATE setting SET value = replace(value, 'shown', 'glimpsed') WHERE name = 'capabilities'");
    expect(known()).toMatchObject({ listStock: { is: 'notAsked' }, searchFilter: { value: 'heeded' } });
  });
});

describe('asking again', () => {
  it('is wanted once for a side that has told something, until it has been asked', () => {
    wantAskedAgain(ledger, 'easycashier');
    expect(sidesToAskAgain(ledger)).toEqual([]);
    keep({ listStock: 'shown' });
    wantAskedAgain(ledger, 'easycashier');
    wantAskedAgain(ledger, 'easycashier');
    wantAskedAgain(ledger, 'shopify');
    expect(sidesToAskAgain(ledger)).toEqual(['easycashier']);
    askedAgain(ledger, 'easycashier');
    expect(sidesToAskAgain(ledger)).toEqual([]);
    wantAskedAgain(ledger, 'easycashier');
    forgetFindings(ledger, 'easycashier');
    expect(sidesToAskAgain(ledger)).toEqual([]);
  });
});

it('every safe assumption is an answer that the table itself takes', () => {
  for (const name of capabilityNames) {
    const row = capabilityRow(name);
    if (row.safe === null) continue;
    keepFound(ledger, { side: row.side, apis, at }, { [name]: row.safe }, false);
    expect(known()[name], name).toMatchObject({ is: 'known', value: row.safe });
  }
});
