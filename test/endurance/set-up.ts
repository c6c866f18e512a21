/** A person sets the program up with the commands of the README, while the shop goes on. */
import { setTimeout as delay } from 'node:timers/promises';
import { createPracticeRandom } from '../../practice/random.ts';
import { epochMs } from '../../shared/words/time.ts';
import { type CutOver, ordersBefore } from '../simulation/cut-over.ts';
import { placeOrder } from '../simulation/web-events.ts';
import type { Lives } from './lives.ts';
import type { Setting } from './setting.ts';

const ORDERS_BEFORE = 8;

/** Connects, maps, activates, pairs, matches and writes every number once. The program runs when this returns. */
export async function setUp(setting: Setting, lives: Lives): Promise<CutOver> {
  const { practice, drawn, pace, seed, world, story } = setting;
  const user = async (...words: readonly string[]): Promise<Record<string, unknown>> => {
    const { code, stdout, stderr } = await lives.command(words);
    // Bundles among the goods are refused when they are written, and named: she has read that, and goes on.
    const isAllButRefused =
      words[0] === 'apply' && (JSON.parse(stdout) as { state?: string }).state === 'done';
    if (code !== 0 && !isAllButRefused)
      throw new Error(`»${words.join(' ')}« ended with ${code}: ${stderr} ${stdout.slice(-500)}`);
    return JSON.parse(stdout) as Record<string, unknown>;
  };
  await user('connect', 'easycashier');
  await user('connect', 'shopify');
  for (const { storeNumber, locationId } of practice.places)
    await user('stores', 'map', storeNumber, locationId);
  await user('check');
  for (let n = 0; n < ORDERS_BEFORE; n += 1) placeOrder(drawn);
  await delay(pace.scaled(5_000));
  const openSince = ordersBefore(practice);
  await user('activate', '--open-orders', 'ask');
  const activatedAt = await lineOf(lives);
  story.tell(`activated at ${activatedAt}`);
  await user('webhooks', 'create');
  placeOrder(drawn);
  await user('match');
  await user('track', '--all');
  const { planId, guard } = (await user('plan')) as { planId: string; guard: { confirmRows: number } | null };
  await user('apply', planId, ...(guard ? ['--confirm', String(guard.confirmRows)] : []));
  world.calm();
  await lives.start();
  return {
    activatedAt,
    openOrders: createPracticeRandom(`open orders ${seed}`).pick(['book', 'taken'] as const),
    openBefore: openSince(activatedAt),
    isSyncedFirst: true,
  };
}

/** The instant of the activation, in milliseconds since 1970. */
async function lineOf(lives: Lives): Promise<number> {
  await lives.start();
  const status = await lives.ask((client) => client.activity.status());
  await lives.stop();
  if (!status?.activatedAt) throw new Error('the program is not activated');
  return epochMs(status.activatedAt);
}
