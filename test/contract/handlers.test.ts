/**
 * Every procedure has its handler, and no handler can be brought to fail in a way the contract does not know: whatever
 * is asked, the answer is valid, or REFUSED with a code a person can act on, or BAD_REQUEST.
 *
 * `FUZZ_RUNS=2000 FUZZ_SEED=7 npx vitest run test/contract/handlers.test.ts` for a longer look.
 */
import { ORPCError } from '@orpc/client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asRefusal } from '../../host/failure.ts';
import { PATIENCE_MS } from '../programs/program.ts';
import { relayUrl } from '../programs/relay.ts';
import { hostileInput, type Known } from './hostile.ts';
import { at, type Procedure, procedures } from './procedures.ts';
import { easycashierUrl, openForBusiness, openRig, type Rig, shopifyUrl } from './rig.ts';

type Call = (input: unknown, options: { signal: AbortSignal }) => Promise<unknown>;

const numRuns = Number(process.env.FUZZ_RUNS ?? 60);
const seed = Number(process.env.FUZZ_SEED ?? 1);

function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), PATIENCE_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function isOfTheContract(error: unknown): boolean {
  return asRefusal(error) !== null || (error instanceof ORPCError && error.code === 'BAD_REQUEST');
}

async function knownTo({ engine, practice, relay }: Rig): Promise<Known> {
  const { items } = await engine.client.orders.inbox({});
  const { runs } = await engine.client.sync.runs({});
  const plans = engine.ledger.all<{ plan_id: string }>('SELECT plan_id FROM plan');
  // Two boxes that somebody has unticked, so that there is something to take back.
  const ticked = (await engine.client.articles.list({ webshop: true, limit: 2 })).articles;
  const { changeId } = await engine.client.articles.setWebshop({
    on: false,
    articleNumbers: ticked.map(({ articleNumber }) => articleNumber),
  });
  const articleNumbers = practice.catalogue.articles.slice(0, 3).map((article) => article.articleNumber);
  const { easycashier, shopify } = practice.credentials;
  return {
    inboxId: items.map((item) => item.inboxId),
    choice: items.flatMap((item) => item.choices),
    runId: runs.map((run) => run.runId),
    changeId: changeId === null ? [] : [changeId],
    planId: plans.map((row) => row.plan_id),
    storeNumber: practice.places.map((place) => place.storeNumber),
    location: practice.places.map((place) => place.locationId),
    articleNumber: articleNumbers,
    articleNumbers,
    after: ['0', '7', `${Date.UTC(2027, 0)} run-1`],
    url: [easycashierUrl, shopifyUrl],
    company: [easycashier.company],
    username: [easycashier.username],
    password: [easycashier.password],
    shop: [shopify.shop],
    accessToken: [shopify.accessToken],
    relayUrl: [relayUrl],
    host: ['smtp.example.com'],
    address: [`${easycashierUrl}/alerts`],
    from: ['09:00', 'butiken@example.com'],
    to: ['18:00', 'anna@example.com'],
    pairingCode: [await relay.newCode(), 'fel kod som ingen har'],
  };
}

/** One event of a stream, where one comes soon; what was given up must end. */
async function firstEvent(call: Call, input: unknown): Promise<unknown> {
  const stop = new AbortController();
  const stream = (await within(call(input, { signal: stop.signal }))) as AsyncGenerator<unknown>;
  const next = stream.next().catch((error: unknown) => {
    if (stop.signal.aborted) return { value: undefined };
    throw error;
  });
  setImmediate(() => setImmediate(() => stop.abort()));
  const { value } = await within(next);
  await within(stream.return(undefined).catch(() => undefined));
  return value;
}

async function ask(
  call: Call,
  input: unknown,
  { isStream, output }: Procedure,
): Promise<'answered' | 'refused'> {
  try {
    const answer = isStream
      ? await firstEvent(call, input)
      : await within(call(input, { signal: new AbortController().signal }));
    if (!isStream || answer !== undefined) output?.parse(answer);
    return 'answered';
  } catch (error) {
    if (isOfTheContract(error)) return 'refused';
    throw error;
  }
}

it('every procedure has a handler', async () => {
  const { engine } = await openRig();
  const missing = procedures.filter(({ path }) => at(engine.router, path) === undefined);
  expect(missing.map(({ name }) => name)).toEqual([]);
  await engine.close();
});

describe.each([
  ['before anything is connected', false],
  ['in a shop that is running', true],
] as const)('%s', (_, isOpenForBusiness) => {
  it.each(procedures.map((procedure) => [procedure.name, procedure] as const))(
    '%s answers or refuses',
    async (_name, procedure) => {
      const rig = await openRig();
      if (isOpenForBusiness) await openForBusiness(rig);
      const known = isOpenForBusiness ? await knownTo(rig) : {};
      const call = at(rig.engine.client, procedure.path) as Call;
      let answers = 0;
      await fc.assert(
        fc.asyncProperty(hostileInput(procedure.input, known), async (input) => {
          if ((await ask(call, input, procedure)) === 'answered') answers += 1;
        }),
        { numRuns, seed },
      );
      expect(rig.complaints.filter((text) => text.startsWith('sync.unexpected'))).toEqual([]);
      expect(rig.engine.ledger.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
      if (isOpenForBusiness && procedure.name !== 'connection.activate')
        // once is enough
        expect(answers, 'some calls get past the checks').toBeGreaterThan(0);
      await within(rig.engine.close());
    },
    Math.max(60_000, numRuns * 500),
  );
});
