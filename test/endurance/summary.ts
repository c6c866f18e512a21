/** The report as a short table for a terminal. */
import { rows } from '../simulation/real-world.ts';
import type { EnduranceReport } from './endure.ts';
import type { MemorySample } from './memory.ts';
import { type Stay, tellStay } from './watch.ts';

const MINUTE = 60_000;
const MEMORY_MINUTES = [10, 30, 60];
const LONGEST_STAYS = 5;

/** What a run adds to what the simulation draws. */
const ownRows: readonly { readonly what: string; readonly told: RegExp }[] = [
  { what: 'the program is killed', told: /the program is killed/ },
  { what: 'the program is ended in order', told: /the program is ended in order/ },
  { what: 'the program is suspended', told: /the program is suspended/ },
  { what: 'the relay is killed', told: /the relay is killed/ },
  { what: 'a webhook is lost', told: /webhook lost/ },
  { what: 'a webhook comes twice', told: /webhook doubled/ },
  { what: 'a webhook comes late', told: /webhook delayed/ },
  { what: 'a webhook is overtaken', told: /webhook reordered/ },
  { what: 'no webhook comes for a while', told: /no webhook is sent/ },
  { what: 'logins are refused', told: /logins are refused/ },
  { what: 'a supplier delivers', told: /the supplier delivers/ },
  { what: 'a release is sold', told: /a release of/ },
  { what: 'a count zeroes whole stores by mistake', told: /a count zeroes/ },
  { what: 'something is sold at a till', told: / sell / },
  { what: 'goods are delivered', told: / deliver / },
  { what: 'a web order is placed', told: / = #| {2}an order for/ },
];

export function summaryOf(report: EnduranceReport): string[] {
  const { story, answers, memory, stays, violations, requests } = report;
  return [
    `What happened (${report.minutes} min, seed ${report.seed})`,
    ...counted(story),
    '',
    'Faults of calls, by kind: so many of them were set',
    ...faults(story),
    '',
    'What a person was asked and answered',
    ...[...answers].sort().map(([what, n]) => line(what, n)),
    '',
    'Memory of the program',
    ...memoryLines(memory),
    '',
    `A unit that was gone stood offered: ${stays.length} times${spread(stays)}, longest first`,
    ...stays.slice(0, LONGEST_STAYS).map((stay) => `  ${tellStay(stay)}`),
    '',
    line('looks at the shelves', report.looks),
    line('positions', report.positions),
    line('of them with a shelf nobody can know', report.leftOut),
    line('orders', report.orders),
    line('requests to EasyCashier', requests.easycashier),
    line('requests to Shopify', requests.shopify),
    line('minutes until in step', tenths(report.restMs / MINUTE)),
    line('minutes in all', tenths(report.wallMs / MINUTE)),
    line('violations', violations.length),
    ...violations.map((text) => `  ${text}`),
    ...(report.folder === null ? [] : [`everything is kept in ${report.folder}`]),
  ];
}

function counted(story: readonly string[]): string[] {
  const found = [...rows, ...ownRows].map(({ what, told }) => ({
    what,
    times: story.filter((text) => told.test(text)).length,
  }));
  const never = found.filter(({ times }) => times === 0).map(({ what }) => what);
  return [
    ...found.filter(({ times }) => times > 0).map(({ what, times }) => line(what, times)),
    ...(never.length > 0 ? [`  not in this run: ${never.join('; ')}`] : []),
  ];
}

/** `fault shopify status-429 ×3` and `spell easycashier page-403 ×12 /stock`, as the simulation tells them. */
function faults(story: readonly string[]): string[] {
  const calls = new Map<string, number>();
  for (const text of story) {
    const [, side, kind, times] = /(?:fault|spell) (shopify|easycashier) (\S+) ×(\d+)/.exec(text) ?? [];
    if (!kind) continue;
    const key = `${side} ${kind}`;
    calls.set(key, (calls.get(key) ?? 0) + Number(times));
  }
  return [...calls].sort().map(([kind, n]) => line(kind, n));
}

function memoryLines(memory: readonly MemorySample[]): string[] {
  const at = MEMORY_MINUTES.flatMap((minute) => {
    const sample = memory.find((one) => one.at >= minute * MINUTE);
    return sample ? [`  at ${minute} min: ${tellSample(sample)}`] : [];
  });
  const lives = [...Map.groupBy(memory, ({ pid }) => pid).values()];
  const longest = lives.sort((a, b) => (b.at(-1)?.age ?? 0) - (a.at(-1)?.age ?? 0))[0] ?? [];
  const settled = longest.find(({ age }) => age >= MINUTE) ?? longest[0];
  const last = longest.at(-1);
  const peak = memory.reduce<MemorySample | null>(
    (most, one) => (one.rss > (most?.rss ?? 0) ? one : most),
    null,
  );
  return [
    ...at,
    ...(settled && last ? [`  longest life: ${tellSample(settled)}, ${tellSample(last)}`] : []),
    ...(peak ? [`  most: ${tellSample(peak)}`] : []),
  ];
}

/** Of stays, longest first. */
function spread(stays: readonly Stay[]): string {
  const secondsOf = (share: number) =>
    Math.round((stays[Math.floor(stays.length * (1 - share))]?.ms ?? 0) / 1_000);
  return stays.length === 0
    ? ''
    : `, half of them up to ${secondsOf(0.5)} s, 95 % up to ${secondsOf(0.95)} s`;
}

const tellSample = ({ rss, age }: MemorySample): string =>
  `${rss} MB ${tenths(age / MINUTE)} min after its start`;
const tenths = (value: number): number => Math.round(value * 10) / 10;
const line = (what: string, value: number | string): string =>
  `  ${what.padEnd(60)} ${String(value).padStart(8)}`;
