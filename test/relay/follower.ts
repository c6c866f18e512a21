/** A shop's computer as the relay sees it: takes the lease, fetches what comes, keeps it with the cursor, and only then acknowledges it. */
import { expect } from 'vitest';
import { type EventsAnswer, leaseAnswer } from '../../shared/contract/relay.ts';
import { until } from '../programs/program.ts';
import { idOf, poll, tokens } from './program.ts';

export interface Follower {
  /** The ids of what it has fetched, in the order of their numbers. */
  readonly fetched: readonly string[];
  /** Resolves when it has fetched each of these and the relay holds nothing more; then it goes. @throws after a while */
  untilAll(ids: readonly string[]): Promise<void>;
}

const headers = { Authorization: `Bearer ${tokens.deviceToken}` };
const PAUSE_MS = 100;
const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

async function post(address: string, body: object): Promise<unknown> {
  const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${address}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** Takes or renews the lease. Returns its epoch. @throws when it is not granted */
export async function lease(url: string): Promise<number> {
  const wish = { instanceId: `instance ${tokens.deviceToken[0]}`, name: 'Kassan' };
  return leaseAnswer.parse(await post(`${url}/v1/lease`, wish)).epoch;
}

/**
 * Goes on whatever happens to the relay, which may come back at another `url`. That it is the same one for a computer is expected of each
 * answer: the same store, the next numbers, no gap.
 */
export async function follow(url: () => string): Promise<Follower> {
  const epoch = await lease(url());
  const fetched: string[] = [];
  let [isOver, store]: [boolean, string | undefined] = [false, undefined];
  let broken: unknown = null;

  const take = ({ events, gap, store: told, head }: EventsAnswer) => {
    store ??= told;
    expect({ gap, store: told }).toEqual({ gap: null, store });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, n) => fetched.length + n + 1));
    expect(head).toBeGreaterThanOrEqual(fetched.length);
    fetched.push(...events.map(idOf));
  };
  const going = (async () => {
    while (!isOver && broken === null) {
      const answer = await poll(url(), fetched.length, 1).catch(() => null);
      if (answer === null) {
        await pause();
        continue;
      }
      try {
        take(answer);
      } catch (error) {
        broken = error;
      }
      if (answer.events.length > 0)
        await post(`${url()}/v1/ack`, { through: fetched.length, epoch, store }).catch(() => undefined);
    }
  })();
  return {
    fetched,
    untilAll: async (ids) => {
      const isThere = () => broken !== null || ids.every((id) => fetched.includes(id));
      await until(isThere, 'everything is fetched').finally(() => {
        isOver = true;
      });
      await going;
      if (broken !== null) throw broken;
    },
  };
}
