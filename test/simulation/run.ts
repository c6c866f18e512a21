import { parseArgs } from 'node:util';
import { type Kind, kinds } from './kinds.ts';
import { simulate } from './simulate.ts';

/**
 * The simulation on seeds of the caller's choice: `npm run -s test:sim -- --seeds N --first SEED [--kind KIND] [--trace]`.
 * The last line says `N seeds, V violations`; exit 1 when V > 0.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '300' },
    first: { type: 'string', default: '1' },
    kind: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
});
const write = (line: string) => void process.stdout.write(`${line}\n`);
const first = Number(values.first);
const count = Number(values.seeds);
if (
  !Number.isSafeInteger(first) ||
  !Number.isSafeInteger(count) ||
  count < 1 ||
  (values.kind && !kinds.includes(values.kind as Kind))
) {
  process.stderr.write(`usage: test:sim -- --seeds N --first SEED [--kind ${kinds.join('|')}]\n`);
  process.exit(2);
}
let failed = 0;
let deaths = 0;
const ofKind = new Map<Kind, number>();
for (let seed = first; seed < first + count; seed += 1) {
  const result = await simulate(seed, {
    kind: values.kind as Kind | undefined,
    onTrace: values.trace ? write : undefined,
  });
  deaths += result.deaths;
  ofKind.set(result.kind, (ofKind.get(result.kind) ?? 0) + 1);
  if (result.violations.length > 0) {
    failed += 1;
    write(`seed ${seed}: ${result.kind}`);
    for (const violation of result.violations) write(`  ${violation}`);
    write(`  replay: npm run -s test:sim -- --seeds 1 --first ${seed} --trace`);
  } else if ((seed - first + 1) % 50 === 0) write(`${seed - first + 1} seeds, ${deaths} deaths so far`);
}
write([...ofKind].map(([kind, n]) => `${kind} ${n}`).join(', '));
write(`${count} seeds, ${failed} violations`);
process.exit(failed > 0 ? 1 : 0);
