import { networkFailures } from '../shared/words/network-failures.ts';
import {
  type AnsweringSide,
  type Came,
  type Meaning,
  meaningOf,
  type NotNow,
  type Refused,
} from './answers.ts';
import type { BusySide } from './busy-side.ts';
import type { Credentials } from './held-token.ts';
import { OutcomeUnknown } from './outcome-unknown.ts';
import type { Ports } from './ports.ts';
import { Refusal } from './refusal.ts';

/** A call to one side, with all that the loop below needs to know of that side. */
export interface Question<Data> {
  readonly side: AnsweringSide;
  readonly kind: 'read' | 'write';
  readonly credentials: Credentials;
  /** One exchange. It rejects with a Refusal only where nothing may be sent any more, and nothing was. */
  readonly send: (token: string) => Promise<Came<Data>>;
  /** How often a reading is asked at most whose answer has a shape that we do not know. Default 4, as for any other fault. */
  readonly tries?: number;
  /** What all calls to the side know of its being busy. */
  readonly busy: BusySide;
  /** The pause where the side is busy and names none, in milliseconds. */
  readonly busyMs: number;
  /** What is thrown when the side refuses, or cannot be asked now. */
  readonly errorOf: (meaning: Refused | NotNow) => Error;
  /** For the technical log: something went wrong that is not a refusal. */
  readonly note: (why: string, attempt: number) => void;
}

const READ_TRIES = 4;

/**
 * Asks until the answer means something. A reading is repeated with growing pauses while the side is at fault, four times in all; a write is sent
 * once, and again only where it was surely turned away: while the side is busy, for as long as `busy` has patience, and once with a new token.
 * @throws OutcomeUnknown for a write that may have been carried out
 * @throws what `errorOf` makes of a refusal or of a side that is at fault, and what the credentials throw
 */
export async function ask<Data>(
  { monotonic, random }: Pick<Ports, 'monotonic' | 'random'>,
  question: Question<Data>,
): Promise<Data> {
  const { side, kind, credentials, note, busy, tries = READ_TRIES } = question;
  if (busy.isLeftAlone()) throw question.errorOf(leftAlone);
  const patience = busy.patience();
  let isRenewed = false;
  for (let attempt = 1; ; ) {
    const { token, came } = await exchange(question);
    const meaning = meaningOf(came, { side, kind, isRenewed });
    if (!isBusy(meaning)) busy.over();
    switch (meaning.is) {
      case 'done':
        return meaning.data;
      case 'refused':
        throw question.errorOf(meaning);
      case 'unauthorized':
        if (token !== null) credentials.reject(token);
        isRenewed = true;
        break;
      case 'unknown':
        note(meaning.why, attempt);
        throw new OutcomeUnknown(meaning.why, meaning);
      case 'notNow':
        if (isBusy(meaning)) {
          const pauseMs = meaning.pauseMs ?? question.busyMs;
          if (!patience.isLeft(pauseMs)) throw question.errorOf(meaning);
          await monotonic.sleep(pauseMs);
          break;
        }
        note(meaning.why, attempt);
        // Whoever wrote keeps it for later; a shape we do not know tells no more than that.
        if (kind === 'write') throw question.errorOf({ ...meaning, fault: 'away' });
        if (attempt >= (meaning.fault === 'garbled' ? tries : READ_TRIES)) throw question.errorOf(meaning);
        await monotonic.sleep(500 * 2 ** attempt + random.fraction() * 250);
        attempt += 1;
        break;
    }
  }
}

const isBusy = (meaning: Meaning<unknown>) => meaning.is === 'notNow' && meaning.fault === 'busy';

const leftAlone: NotNow = {
  is: 'notNow',
  fault: 'busy',
  isAnswered: false,
  pauseMs: null,
  why: 'busy',
  failure: null,
};

/** One exchange with the token of now. A side that cannot be reached for a token cannot be reached for a reading, which is repeated. */
async function exchange<Data>({
  kind,
  credentials,
  send,
}: Question<Data>): Promise<{ token: string | null; came: Came<Data> }> {
  let token: string;
  try {
    token = await credentials.current();
  } catch (error) {
    // A write was not sent, and that is known.
    if (kind === 'write' || !isUnreachable(error)) throw error;
    const failure = networkFailures.find((one) => one === error.args.failure) ?? null;
    return { token: null, came: { came: 'nothing', why: 'no login', failure, waitedMs: 0 } };
  }
  return { token, came: await send(token) };
}

function isUnreachable(error: unknown): error is Refusal {
  return (
    error instanceof Refusal &&
    (error.code === 'easycashierUnreachable' || error.code === 'shopifyUnreachable')
  );
}
