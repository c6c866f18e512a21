/** Many shops at one relay, and what happens to them: deliveries without end, computers that are off for a while, shops that leave. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { PracticeRandom } from '../../../practice/random.ts';
import { openShop, type Shop, type Tally } from './shop.ts';

export interface CrowdOptions {
  readonly url: string;
  readonly shops: number;
  readonly perSecond: number;
  readonly random: PracticeRandom;
  /** A code for one computer of a new shop. */
  readonly newCode: () => Promise<string>;
  /** How long a computer is off at most. Milliseconds. */
  readonly longestAway: number;
}

export interface Crowd {
  readonly tally: Tally;
  /** Deliveries and all the rest, until the signal. */
  run(signal: AbortSignal): Promise<void>;
  /** Resolves when every computer has fetched what was taken in for it, or when that takes too long. */
  quiesce(): Promise<void>;
  close(): Promise<void>;
}

const TURN_MS = 100;
const AT_ONCE = 20;
/** What Shopify sends when it was asked for ids and times only; and now and then the whole of an order. */
const SMALL = Buffer.alloc(113, 'x');
const SENDERS = 200;
const TRIES = 60;

export async function openCrowd(options: CrowdOptions): Promise<Crowd> {
  const { url, random, newCode } = options;
  const tally: Tally = { accepted: 0, fetched: 0, left: 0, statuses: new Map(), took: [], violations: [] };
  const open = async () => openShop(url, await newCode(), tally);
  const shops: Shop[] = [];
  while (shops.length < options.shops) {
    const more = Math.min(AT_ONCE, options.shops - shops.length);
    shops.push(...(await Promise.all(Array.from({ length: more }, open))));
  }
  const sending = new Set<Promise<void>>();
  let [drawn, last] = [0, { shop: shops[0] as Shop, id: '' }];

  const send = (shop: Shop, id: string, body: Buffer) => {
    const sent = (async () => {
      for (let n = 0; n < TRIES && !(await shop.deliver(id, body)); n += 1) await sleep(500);
    })().finally(() => void sending.delete(sent));
    sending.add(sent);
  };
  const deliverOne = () => {
    drawn += 1;
    // Shopify's own retries, and its doubles.
    if (random.chance(0.05) && last.id !== '' && shops.includes(last.shop))
      return send(last.shop, last.id, SMALL);
    last = { shop: random.pick(shops), id: `delivery ${drawn}` };
    send(
      last.shop,
      last.id,
      random.chance(0.005) ? Buffer.alloc(random.integer(20_000, 1_000_000), 'y') : SMALL,
    );
  };
  const leaveAndCome = async () => {
    const place = random.integer(0, shops.length - 1);
    const leaving = shops[place] as Shop;
    shops[place] = await open();
    // What is on its way to it finds nobody.
    await Promise.all(sending);
    await leaving.leave();
  };
  return {
    tally,
    run: async (signal) => {
      let [due, leaving] = [0, Promise.resolve()];
      while (!signal.aborted) {
        due += (options.perSecond * TURN_MS) / 1_000;
        for (; due >= 1; due -= 1) if (sending.size < SENDERS) deliverOne();
        if (random.chance(0.1)) random.pick(shops).goAway(random.integer(0, options.longestAway));
        if (random.chance(0.02)) leaving = leaving.then(leaveAndCome);
        await sleep(TURN_MS, undefined, { signal }).catch(() => undefined);
      }
      await leaving;
      await Promise.all(sending);
    },
    quiesce: async () => {
      const giveUpAt = performance.now() + 2 * options.longestAway + 60_000;
      const missing = () => shops.reduce((sum, shop) => sum + shop.missing(), 0);
      while (missing() > 0 && performance.now() < giveUpAt) await sleep(TURN_MS);
      if (missing() > 0) tally.violations.push(`${missing()} that were taken in were never fetched`);
    },
    close: async () => {
      await Promise.all(shops.map((shop) => shop.close()));
    },
  };
}
