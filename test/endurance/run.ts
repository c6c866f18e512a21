/**
 * Minutes of everything, in real time, against real processes: `npm run endure -- --minutes 60 --seed 1 [--articles N] [--keep] [--trace]`.
 * The last line says how many violations there were; exit 1 when any, and then the folder with everything is kept and named.
 */
import { parseArgs } from 'node:util';
import { endure } from './endure.ts';
import { summaryOf } from './summary.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    articles: { type: 'string', default: '400' },
    keep: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
  },
});
const write = (line: string) => void process.stdout.write(`${line}\n`);
const minutes = Number(values.minutes);
const seed = Number(values.seed);
const articles = Number(values.articles);
if (!(minutes > 0) || !Number.isSafeInteger(seed) || !Number.isSafeInteger(articles) || articles < 20) {
  process.stderr.write(
    'usage: endure -- --minutes M --seed SEED --articles N (20 or more) [--keep] [--trace]\n',
  );
  process.exit(2);
}
// Whoever ends it early leaves no program and no relay behind: they are killed at exit.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
const report = await endure({
  minutes,
  seed,
  articles,
  isKept: values.keep,
  onTrace: values.trace ? write : undefined,
});
for (const line of summaryOf(report)) write(line);
write(`${minutes} minutes of seed ${seed}: ${report.violations.length} violations`);
process.exit(report.violations.length > 0 ? 1 : 0);
