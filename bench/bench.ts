import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { Conditions, Figure, Row } from './figure.ts';
import { atRest } from './figures/at-rest.ts';
import { twoWeeksAway } from './figures/away.ts';
import { callPatterns } from './figures/call-patterns.ts';
import { eventLoop } from './figures/event-loop.ts';
import { largeSync, smallSync } from './figures/full-sync.ts';
import { hotArticle } from './figures/hot-article.ts';
import { ownCost } from './figures/own-cost.ts';
import { planning } from './figures/plan.ts';
import { easycashierPoll } from './figures/poll.ts';
import { nothingChanged } from './figures/quiet.ts';
import { relay } from './figures/relay.ts';
import { relayDisk } from './figures/relay-disk.ts';
import { relayHerd } from './figures/relay-herd.ts';
import { relayPostgres } from './figures/relay-postgres.ts';
import { relaySweep } from './figures/relay-sweep.ts';
import { saleLatency } from './figures/sale-latency.ts';
import { tillToShop } from './figures/till.ts';
import { webOrderLive } from './figures/web-order-live.ts';
import { backlog, webOrders } from './figures/web-orders.ts';
import { quietWeek } from './figures/week.ts';
import { yearThree } from './figures/year-three.ts';
import { toTable } from './table.ts';

/** The plan first: its peak memory is the process's. */
const figures: readonly Figure[] = [
  planning,
  largeSync,
  smallSync,
  saleLatency,
  hotArticle,
  tillToShop,
  webOrders,
  webOrderLive,
  backlog,
  twoWeeksAway,
  nothingChanged,
  easycashierPoll,
  ownCost,
  yearThree,
  eventLoop,
  atRest,
  quietWeek,
  relay,
  relayPostgres,
  relaySweep,
  relayDisk,
  relayHerd,
  callPatterns,
];

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    json: { type: 'boolean', default: false },
    scale: { type: 'string', default: 'full' },
    seed: { type: 'string', default: '1' },
  },
});

async function main(): Promise<number> {
  const names = new Set(figures.map((figure) => figure.name));
  const unknown = values.only?.find((name) => !names.has(name));
  if (unknown !== undefined || (values.scale !== 'full' && values.scale !== 'small')) {
    process.stderr.write(`--only ${[...names].join(' | ')}   --scale full | small   --seed N   --json\n`);
    return 64;
  }
  const conditions: Conditions = { seed: Number(values.seed), scale: values.scale };
  const rows: (Row & { figure: string })[] = [];
  const start = performance.now();
  for (const figure of figures) {
    if (values.only && !values.only.includes(figure.name)) continue;
    if (!values.json) process.stderr.write(`${figure.name} …\n`);
    for (const row of await figure.measure(conditions)) rows.push({ figure: figure.name, ...row });
  }
  const under = {
    ...conditions,
    node: process.version,
    sqlite: process.versions.sqlite,
    processors: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    tookSeconds: Math.round((performance.now() - start) / 1_000),
  };
  process.stdout.write(values.json ? `${JSON.stringify({ under, rows }, null, 2)}\n` : toTable(rows, under));
  return rows.some((row) => row.isMet === false) ? 1 : 0;
}

process.exitCode = await main();
