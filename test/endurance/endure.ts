/** One run: set up, minutes in which everything happens, rest, judgement. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createPracticeRandom } from '../../practice/random.ts';
import { judge } from './judge.ts';
import { createLives, type Lives } from './lives.ts';
import { followMemory, type MemorySample } from './memory.ts';
import { createPace } from './pace.ts';
import { createPerson, type Person } from './person.ts';
import { comeToRest } from './rest.ts';
import { beginRushes } from './rushes.ts';
import { setUp } from './set-up.ts';
import { openSetting, type Setting } from './setting.ts';
import { beginTroubles } from './troubles.ts';
import { createWatch, type Stay } from './watch.ts';

export interface EnduranceOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly articles: number;
  /** Told each line of the story as it happens. */
  readonly onTrace?: ((line: string) => void) | undefined;
  /** Keeps the folder also where all is well. */
  readonly isKept: boolean;
}

export interface EnduranceReport {
  readonly seed: number;
  readonly minutes: number;
  readonly violations: readonly string[];
  readonly story: readonly string[];
  /** What the person was asked and answered, by kind. */
  readonly answers: ReadonlyMap<string, number>;
  readonly memory: readonly MemorySample[];
  /** Units that were gone stood offered so long, longest first. */
  readonly stays: readonly Stay[];
  readonly looks: number;
  readonly positions: number;
  readonly leftOut: number;
  readonly orders: number;
  readonly requests: { readonly easycashier: number; readonly shopify: number };
  readonly restMs: number;
  readonly wallMs: number;
  /** Null where it was removed. */
  readonly folder: string | null;
}

const SAMPLE_MS = 3_000;

export async function endure(options: EnduranceOptions): Promise<EnduranceReport> {
  const { minutes, seed, articles } = options;
  const startedAt = performance.now();
  const setting = await openSetting({ seed, articles, pace: createPace(minutes), onTrace: options.onTrace });
  const { practice, folder, story } = setting;
  const lives = createLives(setting);
  let isKept = true;
  try {
    const cutOver = await setUp(setting, lives);
    const person = createPerson(setting, cutOver, lives);
    const watch = createWatch(setting, cutOver);
    const memory = followMemory(lives);
    await play(setting, { lives, person, watch });
    const rest = await comeToRest(setting, lives, person);
    memory.end();
    watch.look();
    await lives.stop();
    story.tell('judged');
    const judgement = judge(setting, cutOver);
    const violations = [
      ...judgement.violations,
      ...rest.violations,
      ...watch.violations,
      ...lives.complaints,
      ...person.complaints,
    ];
    isKept = options.isKept || violations.length > 0;
    const { easycashier, shopify } = practice;
    const report = {
      ...judgement,
      seed,
      minutes,
      violations,
      story: story.lines,
      answers: person.answers,
      memory: memory.samples,
      stays: watch.stays(),
      looks: watch.samples().looks,
      requests: { easycashier: easycashier.stats.requests, shopify: shopify.stats.requests },
      restMs: rest.ms,
      wallMs: performance.now() - startedAt,
      folder: isKept ? folder : null,
    };
    if (isKept) writeFileSync(join(folder, 'violations.txt'), violations.join('\n'));
    return report;
  } catch (error) {
    throw new Error(`the run itself broke; everything is kept in ${folder}`, { cause: error });
  } finally {
    await lives.kill();
    await setting.close(isKept);
  }
}

interface Parts {
  readonly lives: Lives;
  readonly person: Person;
  readonly watch: ReturnType<typeof createWatch>;
}

/** Everything happens until the minutes are over; then what goes on is let come to its end. */
async function play(setting: Setting, { lives, person, watch }: Parts): Promise<void> {
  const { pace, seed, world, story } = setting;
  const over = new AbortController();
  const [from, to] = pace.between;
  const random = createPracticeRandom(`between ${seed}`);
  const act = async () => {
    while (!over.signal.aborted) {
      world.act();
      await delay(random.integer(from, to), undefined, { signal: over.signal }).catch(() => undefined);
    }
  };
  const sample = async () => {
    while (!over.signal.aborted) {
      watch.look();
      await delay(SAMPLE_MS, undefined, { signal: over.signal }).catch(() => undefined);
    }
  };
  story.tell('everything begins');
  const going = Promise.all([
    act(),
    sample(),
    person.work(over.signal),
    beginRushes(setting, over.signal),
    beginTroubles(setting, lives, over.signal),
  ]);
  // What breaks one of them ends the run at once.
  await Promise.race([going, delay(pace.minutes * 60_000)]);
  over.abort();
  await going;
  story.tell('everything is over');
}
