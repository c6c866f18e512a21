import { statSync } from 'node:fs';
import { join } from 'node:path';
import { readPosition } from '../../engine/ledger/positions.ts';
import { openEngineHere } from '../../host/engine-here.ts';
import { startProgram } from '../../test/programs/program.ts';
import { type Conditions, count, decimals, type Figure, median, processorMs, type Row } from '../figure.ts';
import { seedOldLedger } from '../old-ledger.ts';

const YEARS_DAYS = 3 * 365;
const LARGEST_MB = 400;
const STEEPEST = 3;
const READS = 300;
const variables = { BACKOFFICE_SECRETS: 'env' };

interface Age {
  readonly days: number;
  readonly megabytes: number;
  /** Milliseconds of processor: a position that is in every order, and one that is in few. */
  readonly readHot: number;
  readonly readCold: number;
  /** Milliseconds of wall time: until the engine is open, and what each screen first asks for. */
  readonly open: number;
  readonly asks: ReadonlyMap<string, number>;
  /** Milliseconds until the command `status` has answered, no engine running. */
  readonly command: number;
}

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** What the screens ask for when they open. */
async function askAll(folder: string, articleNumber: string) {
  let engine: Awaited<ReturnType<typeof openEngineHere>> | undefined;
  const open = await timed(async () => {
    engine = await openEngineHere(folder, variables);
  });
  if (!engine) throw new Error('the engine did not open');
  const { client } = engine;
  const asks = new Map<string, number>();
  const screens: Record<string, () => Promise<unknown>> = {
    overview: () => client.activity.status(),
    history: () => client.activity.history(),
    articles: () => client.articles.list({}),
    search: () => client.articles.list({ search: 'artikel 19' }),
    story: () => client.articles.story({ articleNumber }),
    orders: () => client.orders.list({}),
    questions: () => client.orders.inbox({}),
    log: () => client.activity.log({}),
    receipts: () => client.sync.runs({}),
    stores: () => client.stores.list(),
  };
  for (const [name, ask] of Object.entries(screens)) asks.set(name, await timed(ask));
  await engine.close();
  return { open, asks };
}

async function measureAge(articles: number, days: number, seed: number): Promise<Age> {
  const { ledger, folder, close, dispose } = seedOldLedger(articles, days, seed);
  try {
    const positions = ledger.all<{ article: string; store: string }>(
      'SELECT article_number AS article, store_number AS store FROM balance ORDER BY 1, 2',
    );
    const [hot] = positions;
    const cold = positions.at(-1);
    if (!hot || !cold) throw new Error('a shop without an article');
    const readMs = ({ article, store }: typeof hot) => {
      const start = processorMs();
      for (let n = 0; n < READS; n += 1) readPosition(ledger, article, store);
      return (processorMs() - start) / READS;
    };
    readMs(cold); // the statement is made
    const five = [1, 2, 3, 4, 5];
    const readHot = median(five.map(() => readMs(hot)));
    const readCold = median(five.map(() => readMs(cold)));
    ledger.run('PRAGMA wal_checkpoint(TRUNCATE)');
    const megabytes = statSync(join(folder, 'ledger.sqlite')).size / 1e6;
    close();
    const { open, asks } = await askAll(folder, hot.article);
    const command = await timed(
      () => startProgram(['status', '--json'], { ...variables, BACKOFFICE_DATA_DIR: folder }).ended,
    );
    return { days, megabytes, readHot, readCold, open, asks, command };
  } finally {
    dispose();
  }
}

const ms = (value: number) => `${decimals(value)} ms`;

export const yearThree: Figure = {
  name: 'year-three',
  measure: async ({ seed, scale }: Conditions): Promise<Row[]> => {
    const articles = scale === 'full' ? 20_000 : 2_000;
    const young = await measureAge(articles, 1, seed);
    const old = await measureAge(articles, scale === 'full' ? YEARS_DAYS : 60, seed);
    const shop = `${count(articles)} articles × 3, day ${count(old.days)} against day 1`;
    const slowest = [...old.asks].toSorted(([, a], [, b]) => b - a).slice(0, 3);
    const told = slowest.map(([name, value]) => `${name} ${ms(young.asks.get(name) ?? 0)} → ${ms(value)}`);
    return [
      {
        what: `the ledger's size, ${shop}`,
        value: `${count(young.megabytes)} → ${count(old.megabytes)} MB, ${count(((old.megabytes - young.megabytes) * 1_000) / old.days)} kB a day`,
        goal: `≤ ${LARGEST_MB} MB`,
        isMet: old.megabytes <= LARGEST_MB,
      },
      {
        what: 'a position is read, of an article in every order ever',
        value: `${ms(young.readHot)} → ${ms(old.readHot)} of processor; of another ${ms(old.readCold)}`,
        goal: `≤ ${decimals(STEEPEST)} × the other, < 0,50 ms`,
        isMet: old.readHot <= STEEPEST * Math.max(old.readCold, 0.02),
      },
      {
        what: 'the engine is open; the command »status« has answered, none running',
        value: `${ms(young.open)} → ${ms(old.open)}; ${ms(young.command)} → ${ms(old.command)}`,
        goal: '< 1 000 ms, < 600 ms',
        isMet: null,
      },
      { what: 'the slowest first answers of a screen', value: told.join(', '), goal: '–', isMet: null },
    ];
  },
};
