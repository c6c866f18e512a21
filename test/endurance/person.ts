/** The person who looks into »Att kontrollera« and answers truthfully what she can know. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '../../host/load-engine.ts';
import { createPracticeRandom } from '../../practice/random.ts';
import type { InboxItem, InboxKind } from '../../shared/contract/orders.ts';
import { answerByLooking, isBack } from '../simulation/answers.ts';
import type { CutOver } from '../simulation/cut-over.ts';
import type { Lives } from './lives.ts';
import type { Setting } from './setting.ts';
import { lookAtShelves } from './shelf.ts';
import { unknowable } from './watch.ts';

const SECOND = 1_000;

export interface Person {
  /** Looks and answers now and then, until the signal aborts. */
  work(signal: AbortSignal): Promise<void>;
  /** In the evening, when all faults are over: everything but goods that may be back. Returns what is left open. */
  answerAll(client: Client): Promise<readonly InboxItem[]>;
  /** Counts the shelf and answers whether goods have come back. To be asked at rest only: until then nobody can know. */
  answerReturn(client: Client, asked: InboxItem): Promise<void>;
  /** By kind and answer. */
  readonly answers: ReadonlyMap<string, number>;
  /** What was asked and is about nothing that has happened. */
  readonly complaints: readonly string[];
}

/** Nothing in the run leads to these. */
const neverAsked: ReadonlySet<InboxKind> = new Set([
  'takenOverOrder',
  'ledgerRestored',
  'ledgerCopied',
  'ledgerReplaced',
]);
/** Read in the shops while everything goes on; the others can wait until it is clear what they are about. */
const plain: ReadonlySet<InboxKind> = new Set([
  'openOrders',
  'unknownBooking',
  'rejectedBooking',
  'guardStopped',
]);
/** So often she says »try again« before she lets it be. */
const RETRIES = 2;

export function createPerson(setting: Setting, cutOver: CutOver, lives: Lives): Person {
  const { seed, pace, practice, story, world } = setting;
  const answers = new Map<string, number>();
  const complaints: string[] = [];
  const retried = new Map<string, number>();
  const told = new Set<string>();

  const resolve = async (client: Client, { inboxId, kind, args }: InboxItem, choice: string) => {
    const typed = kind === 'guardStopped' ? { confirmRows: Number(args.rows) } : {};
    await client.orders.resolve({ inboxId, choice, ...typed });
    answers.set(`${kind} ${choice}`, (answers.get(`${kind} ${choice}`) ?? 0) + 1);
    story.tell(`asked ${kind} ${JSON.stringify(args)}: ${choice}`);
  };
  /** Null: it is left open. */
  const answerTo = (item: InboxItem, isEvening: boolean): string | null => {
    if (plain.has(item.kind)) return answerByLooking(practice, cutOver, item);
    if (item.kind === 'possibleReturn' || item.kind === 'shortList') return null;
    if (item.kind === 'shopShrunk' && practice.shopify.settings.itemsShown !== null) return 'retry';
    const times = retried.get(item.inboxId) ?? 0;
    if (item.choices.includes('retry') && times < RETRIES && isToBeTriedAgain(setting, item)) {
      retried.set(item.inboxId, times + 1);
      return 'retry';
    }
    return isEvening ? answerByLooking(practice, cutOver, item) : null;
  };
  const answerSome = async (client: Client, isEvening: boolean): Promise<readonly InboxItem[]> => {
    const { items } = await client.orders.inbox({});
    const left: InboxItem[] = [];
    for (const item of items) {
      if (neverAsked.has(item.kind) && !told.has(item.inboxId)) {
        told.add(item.inboxId);
        complaints.push(`asked about what never happened: ${item.kind} ${JSON.stringify(item.args)}`);
      }
      const choice = answerTo(item, isEvening);
      if (choice === null) left.push(item);
      else await resolve(client, item, choice).catch(withdrawn);
    }
    return left;
  };
  return {
    answers,
    complaints,
    work: async (signal) => {
      const random = createPracticeRandom(`person ${seed}`);
      while (!signal.aborted) {
        await delay(pace.scaled(random.integer(5 * SECOND, 40 * SECOND)), undefined, { signal }).catch(
          () => undefined,
        );
        await lives.ask((client) => answerSome(client, false));
      }
    },
    answerAll: (client) => answerSome(client, true),
    answerReturn: (client, asked) => {
      const isThere = countsMore(setting, cutOver, asked);
      const counted = { practice, cutOver, blurred: world.unseen.blurred };
      const isPutBack = isThere ?? isBack(counted, asked.args);
      return resolve(client, asked, isPutBack ? 'putBack' : 'ignore').catch(withdrawn);
    },
  };
}

/** Whether the shelf of that store has as many more as EasyCashier says; null where nobody can know the shelf. */
function countsMore(setting: Setting, cutOver: CutOver, { args }: InboxItem): boolean | null {
  const { practice } = setting;
  const articleNumber = String(args.articleNumber);
  const place = practice.places.find(({ storeNumber }) => storeNumber === String(args.store));
  const inventoryItemId = practice.shopify.itemIdBySku(articleNumber);
  if (!place || inventoryItemId === undefined || unknowable(setting).has(articleNumber)) return null;
  const there = lookAtShelves({ practice, cutOver })({ articleNumber, inventoryItemId }, place);
  const balance = practice.easycashier.balance(articleNumber, place.storeNumber) ?? 0;
  return there - balance >= Number(args.units);
}

/** It can be read, found or booked by now. */
function isToBeTriedAgain({ practice }: Setting, { kind, args }: InboxItem): boolean {
  const order = practice.shopify.orders().find(({ id, name }) => id === args.order || name === args.order);
  if (kind === 'unreadOrder') return order?.unreadable === false;
  if (kind === 'unknownSku') return practice.easycashier.article(String(args.sku)) !== undefined;
  return kind === 'unseenOrder';
}

/** More has fallen since the question was read, or it was withdrawn: it is read again. */
function withdrawn(error: unknown): void {
  if ((error as { data?: { code?: string } }).data?.code === undefined) throw error;
}
