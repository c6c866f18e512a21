/** A shop's computer at a relay: takes the lease, waits for what comes, keeps it with its number, and acknowledges it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type EventsAnswer, eventsAnswer, leaseAnswer } from '../../../shared/contract/relay.ts';

const WAIT_SECONDS = 25;
/** As often as an engine renews it. */
const LEASE_EVERY_MS = 20_000;
const AGAIN_MS = 1_000;

export interface Computer {
  /** Off for so long. Milliseconds. */
  goAway(ms: number): void;
  close(): Promise<void>;
}

export interface ComputerOptions {
  readonly url: string;
  readonly deviceToken: string;
  readonly instanceId: string;
  /** Told of each event, once. */
  onFetched(id: string): void;
  /** Told of what must not be: a gap, a number that is not the next. */
  onWrong(what: string): void;
}

export const authorization = (deviceToken: string) => ({ Authorization: `Bearer ${deviceToken}` });

export function startComputer({
  url,
  deviceToken,
  instanceId,
  onFetched,
  onWrong,
}: ComputerOptions): Computer {
  const headers = authorization(deviceToken);
  const closing = new AbortController();
  const { signal } = closing;
  let [after, epoch, leasedAt, awayUntil] = [0, 0, 0, 0];

  const ask = async (path: string, body?: object): Promise<unknown> => {
    const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(`${url}${path}`, { ...sent, headers, signal });
    if (!answer.ok) throw new Error(`${path} ${answer.status}`);
    return answer.json();
  };
  const take = ({ events, gap }: EventsAnswer) => {
    if (gap !== null) onWrong(`a gap of ${gap.dropped} through ${gap.through}`);
    for (const { seq, headers: sent } of events) {
      if (seq !== after + 1) onWrong(`${seq} after ${after}`);
      after = seq;
      onFetched(sent.find(([name]) => name.toLowerCase() === 'x-shopify-webhook-id')?.[1] ?? '');
    }
  };
  const turn = async () => {
    const now = performance.now();
    if (now < awayUntil) return sleep(awayUntil - now, undefined, { signal });
    if (epoch === 0 || now - leasedAt > LEASE_EVERY_MS) {
      epoch = leaseAnswer.parse(await ask('/v1/lease', { instanceId, name: 'Kassan' })).epoch;
      leasedAt = now;
    }
    const page = eventsAnswer.parse(await ask(`/v1/events?after=${after}&wait=${WAIT_SECONDS}`));
    take(page);
    if (page.events.length > 0) await ask('/v1/ack', { through: after, epoch });
  };
  const rest = () => sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined);
  const going = (async () => {
    while (!signal.aborted) await turn().catch(rest);
  })();
  return {
    goAway: (ms) => {
      awayUntil = performance.now() + ms;
    },
    close: async () => {
      closing.abort();
      await going;
    },
  };
}
