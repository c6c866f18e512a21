import type { NetworkFailure } from '../shared/words/network-failures.ts';

/** The sides whose answers are judged here. The relay's are our own contract and are read in `relay/client.ts`. */
export type AnsweringSide = 'easycashier' | 'shopify';

/** `login` is a call that asks for a session or an access token; `write` is one that may change something. */
export type CallKind = 'read' | 'write' | 'login';

/** No answer came. `why` is a few technical words, free of secrets; `waitedMs` is how long it was waited for, in milliseconds. */
export interface NoAnswer {
  readonly came: 'nothing';
  readonly why: string;
  /** Null where nobody told. */
  readonly failure: NetworkFailure | null;
  readonly waitedMs: number;
}

/**
 * What is in an answer's body.
 * - `asked`: what was asked for, checked for its shape
 * - `json`: JSON of another shape, so it may be the side's own word
 * - `other`: not JSON; a page of a firewall, of a proxy or of a captive network
 * - `cut`: it broke off while it was read
 * - `unread`: the status alone tells what the answer means
 */
export type Body<Data> =
  | { readonly is: 'asked'; readonly data: Data }
  | { readonly is: 'json' | 'other' | 'cut' | 'unread' };

/** One error that the side names in its body. `code` is null where it gives none; `message` is in its own words. */
export interface SideError {
  readonly code: string | null;
  readonly message: string;
}

/** An answer, as far as it matters for what it means. `pauseMs` is the pause that the side asks for, in milliseconds. */
export interface Answer<Data> {
  readonly came: 'answer';
  readonly status: number;
  readonly body: Body<Data>;
  readonly errors: readonly SideError[];
  readonly pauseMs: number | null;
}

/** What came of one exchange. */
export type Came<Data> = NoAnswer | Answer<Data>;

/**
 * What was turned away: who we say we are, the address we ask, a right we lack, or the request itself. Or everybody is, whatever they ask, as
 * the shop is `frozen` or `locked`: that is over when its owner has settled it, and then the same key and request do.
 */
type RefusedWhat = 'login' | 'address' | 'scope' | 'request' | 'frozen' | 'locked';

/** The side said no and would say it again. `words` are its own, the most telling first; often there are none. */
export interface Refused {
  readonly is: 'refused';
  readonly what: RefusedWhat;
  readonly words: readonly string[];
}

/**
 * The side is at fault, nothing was carried out and nothing is concluded.
 * - `busy`: it turned the call away; it is made again after `pauseMs`, or after a usual pause where it names none
 * - `away`: it cannot be reached, or something before it answers in its place
 * - `garbled`: it answered in a shape we do not know
 */
export interface NotNow {
  readonly is: 'notNow';
  readonly fault: 'busy' | 'away' | 'garbled';
  /** Something answered: it may be what was asked for that is at fault, and not the side. */
  readonly isAnswered: boolean;
  readonly pauseMs: number | null;
  readonly why: string;
  /** What keeps us from the side; null where that is not known. */
  readonly failure: NetworkFailure | null;
}

/** Whether the call was carried out is not known; the fields are those of `OutcomeUnknown`. */
interface Unknown {
  readonly is: 'unknown';
  readonly why: string;
  readonly failure: NetworkFailure | null;
  readonly isAnswered: boolean;
  readonly waitedMs: number;
}

/** What an answer means; whoever asks switches over it without a default. `unauthorized`: renew the token once and ask again. */
export type Meaning<Data> =
  | { readonly is: 'done'; readonly data: Data }
  | Refused
  | NotNow
  | { readonly is: 'unauthorized' }
  | Unknown;

/** What is asked about an answer besides the answer itself. `isRenewed`: a 401 has led to a new token already. */
export interface AskedBy {
  readonly side: AnsweringSide;
  readonly kind: CallKind;
  readonly isRenewed: boolean;
}

type Verdict =
  | { readonly is: 'done' | 'unauthorized' }
  | { readonly is: 'refused'; readonly what: RefusedWhat }
  | Pick<NotNow, 'is' | 'fault'>
  | { readonly is: 'unknown'; readonly isAnswered: boolean };

const done: Verdict = { is: 'done' };
const unauthorized: Verdict = { is: 'unauthorized' };
const refused = (what: RefusedWhat): Verdict => ({ is: 'refused', what });
const busy: Verdict = { is: 'notNow', fault: 'busy' };
const away: Verdict = { is: 'notNow', fault: 'away' };
const garbled: Verdict = { is: 'notNow', fault: 'garbled' };
/** The server may still be working on it. */
const unknown: Verdict = { is: 'unknown', isAnswered: false };
/** The call is over, and what it did is not told. */
const unclear: Verdict = { is: 'unknown', isAnswered: true };

/** One case; a field that is absent does not matter. `code: 'any'` asks for any error that the side names. */
interface Case {
  readonly side?: AnsweringSide;
  readonly kind?: CallKind;
  readonly status?: readonly (number | '2xx' | '3xx' | '4xx' | '5xx' | 'none')[];
  readonly body?: Body<unknown>['is'];
  readonly code?: string;
  readonly isRenewed?: true;
  readonly means: Verdict;
}

/** Errors of GraphQL that name the request itself as wrong; of schema validation and of Shopify's own checks (shopify.md §3, §4). */
const documentErrors = [
  'BAD_REQUEST',
  'INVALID_FIELD_ARGUMENTS',
  'INVALID_VARIABLE',
  'MAX_COST_EXCEEDED',
  'argumentLiteralsIncompatible',
  'missingRequiredArguments',
  'selectionMismatch',
  'undefinedField',
  'variableMismatch',
];

/** The first case that fits says what an answer means. The facts are in `shopify.md`, `easycashier.md` and `real-world.md`. */
const table: readonly Case[] = [
  // Shopify's bucket of points is empty: status 200, nothing was carried out (shopify.md §4).
  { side: 'shopify', code: 'THROTTLED', means: busy },
  // Too many calls, turned away before any work; a write too is sent again (shopify.md §4, easycashier.md A1 »Rate«).
  { status: [429], means: busy },

  // A proxy asks who we are, or a network asks for its own login: they answer in the server's place, and let nothing through.
  { status: [407, 511], means: away },

  // Shut for an unpaid bill, at any kind of call: it is not the key that is at fault (real-world.md, PostHog#63714).
  { side: 'shopify', status: [402], means: refused('frozen') },
  // Shut for too many calls or a suspected fraud (elixir-shopifyapi#380).
  { side: 'shopify', status: [423], means: refused('locked') },

  // The line broke or the time ran out: a write may have arrived all the same.
  { status: ['none'], kind: 'write', means: unknown },
  // A reading or a login changes nothing.
  { status: ['none'], means: away },
  // The server failed, or a proxy gave up while the server went on: a write may have been done before, or may be done yet.
  { status: ['5xx'], kind: 'write', means: unknown },
  // A reading or a login changes nothing.
  { status: ['5xx'], means: away },

  // A wrong password may also be a 200 with another authenticationResponseType (easycashier.md A1 »Wrong password«).
  { side: 'easycashier', kind: 'login', code: 'any', means: refused('login') },
  // A page, where EasyCashier speaks JSON: a firewall, a proxy or a captive network answers in its place (real-world.md).
  { side: 'easycashier', kind: 'login', body: 'other', means: away },
  // What a wrong password is answered with has not been observed: these three are taken for one.
  { side: 'easycashier', kind: 'login', status: [400, 401, 403], means: refused('login') },
  // Anything else is not about the password, and is not called wrong.
  { side: 'easycashier', kind: 'login', status: ['3xx', '4xx'], means: garbled },
  // Moved for good, perhaps to a new name of the shop. No key goes along to where an answer points, and nothing was carried out here.
  { side: 'shopify', status: [301, 308], means: refused('address') },
  // Elsewhere for now: a network's own login page stands in between.
  { side: 'shopify', status: ['3xx'], means: away },
  // A wrong client id or secret, an app that is not installed, a shop that is not permitted (shopify.md §1).
  { side: 'shopify', kind: 'login', status: ['4xx'], means: refused('login') },

  // With a fresh token it is not the token's age, and a page is not EasyCashier's word about it.
  { side: 'easycashier', status: [401], isRenewed: true, body: 'other', means: away },
  // With a fresh token it is not the token's age.
  { status: [401], isRenewed: true, means: refused('login') },
  // A session was ended or a token has run out: one renewal and one more try (easycashier.md §1.3, shopify.md §1).
  { status: [401], means: unauthorized },

  // Not allowed: the shop does not let this key in.
  { side: 'shopify', status: [403], means: refused('login') },
  // There is no such shop, or the address is not the API's.
  { side: 'shopify', status: [404], means: refused('address') },
  // The key lacks a scope; the message names it.
  { side: 'shopify', code: 'ACCESS_DENIED', means: refused('scope') },
  // Shopify did not take the document or its variables; asked again it would say the same.
  ...documentErrors.map((code): Case => ({ side: 'shopify', code, means: refused('request') })),
  // It failed in the middle (INTERNAL_SERVER_ERROR, at random and in spells) or says what we do not know: a write may have been done (real-world.md).
  { side: 'shopify', kind: 'write', code: 'any', means: unclear },
  // A reading or a login changes nothing.
  { side: 'shopify', code: 'any', means: garbled },

  // The user may not see this company.
  { side: 'easycashier', kind: 'read', status: [403], code: 'any', means: refused('login') },
  // There is no such thing at this address: the list or the report is not where we know it (easycashier.md §1.3), or an article is gone.
  { side: 'easycashier', kind: 'read', status: [404], code: 'any', means: refused('address') },
  // EasyCashier does not know the way it was asked, and would say so again: a filter it has not (easycashier.md A0.4).
  { side: 'easycashier', kind: 'read', status: [400], code: 'any', means: refused('request') },
  // It said no or moved us on, and its reason was lost on the way: whether it is a refusal is not certain.
  { side: 'easycashier', kind: 'write', status: ['3xx', '4xx'], body: 'cut', means: unknown },
  // EasyCashier understood the call and said no in its own words: a bad row, an unknown article (easycashier.md A0.5, A1 »Errors seen«).
  { side: 'easycashier', kind: 'write', status: ['4xx'], code: 'any', means: refused('request') },
  // Without its words it is somebody before it who says so, and a call that was turned away or moved on was not carried out (real-world.md).
  { side: 'easycashier', kind: 'write', status: ['3xx', '4xx'], means: away },
  // A page in place of what was read.
  { side: 'easycashier', kind: 'read', body: 'other', means: away },

  // What was asked for.
  { status: ['2xx'], body: 'asked', means: done },
  // It began to answer and broke off.
  { status: ['2xx'], kind: 'write', body: 'cut', means: unknown },
  // A success in words we do not know, or a page in its place: the call is over and what stands there now tells its fate.
  { status: ['2xx'], kind: 'write', means: unclear },
  // A shape we do not know is never guessed at.
  { status: ['2xx'], means: garbled },
];

/** A status that nobody has described: read again, concluded from by nobody. */
const otherwise: Readonly<Record<CallKind, Verdict>> = { read: away, write: unknown, login: garbled };

/** What came of one exchange means this. Pure; the gateways act on it. */
export function meaningOf<Data>(came: Came<Data>, asked: AskedBy): Meaning<Data> {
  const row = table.find((one) => fits(one, came, asked));
  const verdict = row?.means ?? otherwise[asked.kind];
  switch (verdict.is) {
    case 'done':
      return { is: 'done', data: askedFor(came) };
    case 'unauthorized':
      return { is: 'unauthorized' };
    case 'refused':
      return { ...verdict, words: wordsOf(came, row?.code) };
    case 'notNow':
      return {
        ...verdict,
        why: whyOf(came),
        failure: failureOf(came),
        isAnswered: came.came === 'answer',
        pauseMs: came.came === 'answer' ? came.pauseMs : null,
      };
    case 'unknown':
      return {
        ...verdict,
        why: whyOf(came),
        failure: failureOf(came),
        waitedMs: came.came === 'nothing' ? came.waitedMs : 0,
      };
  }
}

function fits(row: Case, came: Came<unknown>, asked: AskedBy): boolean {
  return (
    (row.side === undefined || row.side === asked.side) &&
    (row.kind === undefined || row.kind === asked.kind) &&
    (row.isRenewed === undefined || row.isRenewed === asked.isRenewed) &&
    (row.status === undefined || row.status.some((status) => isStatus(status, came))) &&
    (row.body === undefined || (came.came === 'answer' && row.body === came.body.is)) &&
    (row.code === undefined || errorsNamed(came, row.code).length > 0)
  );
}

function isStatus(wanted: number | string, came: Came<unknown>): boolean {
  if (came.came === 'nothing') return wanted === 'none';
  return wanted === came.status || wanted === `${Math.floor(came.status / 100)}xx`;
}

function errorsNamed(came: Came<unknown>, code: string): readonly SideError[] {
  if (came.came === 'nothing') return [];
  return code === 'any' ? came.errors : came.errors.filter((error) => error.code === code);
}

function wordsOf(came: Came<unknown>, code = 'any'): string[] {
  return errorsNamed(came, code).map((error) => error.message);
}

function askedFor<Data>(came: Came<Data>): Data {
  if (came.came === 'answer' && came.body.is === 'asked') return came.body.data;
  throw new Error('the table calls something done that does not hold what was asked for');
}

function failureOf(came: Came<unknown>): NetworkFailure | null {
  if (came.came === 'nothing') return came.failure;
  if (came.status === 407 || came.status === 511) return 'proxyRefuses';
  return came.status >= 500 ? 'serverDown' : null;
}

/** A few technical words for the log and for a booking's reason. */
function whyOf(came: Came<unknown>): string {
  if (came.came === 'nothing') return came.why;
  if (came.status >= 500) return `status ${came.status}`;
  if (came.body.is === 'cut') return 'no body';
  return came.status >= 200 && came.status < 300 ? 'shape' : `status ${came.status}`;
}
