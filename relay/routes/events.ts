import { type EventsAnswer, eventsQuery } from '../../shared/contract/relay.ts';
import { type Answer, type Head, parse, type Route, refuse } from '../answer.ts';
import { type Context, recognise } from '../context.ts';
import type { Page, TokenOwner } from '../store/store.ts';
import { storeOf } from '../store/tenant-state.ts';

/** A level's webhook is followed by that of the order that moved it: told together, the asker need not come again for it. */
export const LINGER_MS = 40;

interface Query {
  readonly after: number;
  readonly limit: number;
  readonly wait: number;
}

const gone = () => refuse('unknownToken', 'this shop has been erased', { status: 401 });

function toAnswer({ tenant, events }: Page, after: number): EventsAnswer {
  return {
    events: [...events],
    head: tenant.head,
    oldest: tenant.floor < tenant.head ? tenant.floor + 1 : null,
    gap: tenant.gap && after < tenant.gap.through ? tenant.gap : null,
    store: storeOf(tenant),
  };
}

/** Something the asker does not know yet, if only that its cursor is beyond everything we have given out. */
const isNews = (answer: EventsAnswer, after: number): boolean =>
  answer.events.length > 0 || answer.gap !== null || answer.head < after;

/** `GET /v1/events`: at once when there is news, else as soon as there is, else empty after `wait` seconds. */
export function eventsRoute(context: Context): Route {
  const { store, monotonic, polls, limits } = context;
  const pollsOf = new Map<string, number>();

  const poll = async (owner: TokenOwner, query: Query, head: Head): Promise<Answer> => {
    const { after, limit, wait } = query;
    const deadline = monotonic.now() + wait * 1_000;
    let hasGone = false;
    let cancel: () => void = () => undefined;
    head.onGone(() => {
      hasGone = true;
      cancel();
    });
    for (;;) {
      const seconds = Math.floor((deadline - monotonic.now()) / 1_000);
      // Listen first, look second: what is stored in between ends the wait.
      const waiting = seconds > 0 && !hasGone ? polls.wait(owner.tenantId, seconds) : null;
      try {
        const page = await store.read(owner.tenantId, after, limit);
        if (!page) return gone();
        const answer = toAnswer(page, after);
        if (isNews(answer, after) || !waiting || hasGone || polls.isClosed())
          return { status: 200, body: answer };
        polls.noteHead(owner.tenantId, answer.head);
        cancel = waiting.cancel;
        await waiting.ended;
        if (!hasGone && !polls.isClosed() && monotonic.now() < deadline) await monotonic.sleep(LINGER_MS);
      } finally {
        waiting?.cancel();
      }
    }
  };

  return {
    method: 'GET',
    path: '/v1/events',
    maxBody: 0,
    open: async (head) => {
      const caller = await recognise(context, head);
      if ('status' in caller) return caller;
      const query = parse(eventsQuery, head.query);
      if ('refusal' in query) return query.refusal;
      const { owner } = caller;
      const mine = pollsOf.get(owner.deviceId) ?? 0;
      if (mine >= limits.pollsPerDevice) return refuse('tooMany', 'too many polls at once');
      pollsOf.set(owner.deviceId, mine + 1);
      try {
        return await poll(owner, query.value, head);
      } finally {
        const left = (pollsOf.get(owner.deviceId) ?? 1) - 1;
        if (left > 0) pollsOf.set(owner.deviceId, left);
        else pollsOf.delete(owner.deviceId);
      }
    },
  };
}
