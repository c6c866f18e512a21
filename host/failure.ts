/** What went wrong, as one line for a person and one object for a program. */
import { ORPCError } from '@orpc/client';
import { z } from 'zod';
import { Refusal } from '../engine/refusal.ts';
import { type RefusalArgs, type RefusalCode, refusalArgs, refusalCode } from '../shared/contract/base.ts';
import { explainRefusal } from '../shared/i18n/sentences.ts';
import type { TranslationArgs, TranslationKey, Translator } from '../shared/i18n/translate.ts';
import { CannotListen } from './cannot-listen.ts';
import { RelayNotStarted } from './practice/relay-process.ts';

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** 1 failed, 2 wrong usage. */
  readonly exitCode: 1 | 2;
  /** The command has given its JSON answer already; only the line on stderr is left to say. */
  readonly isAnswered: boolean;
}

/** The command was not written as it must be. */
export class UsageError extends Error {
  readonly key: TranslationKey;
  readonly args: TranslationArgs;

  constructor(key: TranslationKey, args: TranslationArgs = {}) {
    super(key);
    this.name = 'UsageError';
    this.key = key;
    this.args = args;
  }
}

/** The command answered, but what it was asked to do is not (wholly) done. */
export class Shortfall extends Error {
  readonly code: string;
  readonly hint: string;

  constructor(code: string, message: string, hint: string) {
    super(message);
    this.name = 'Shortfall';
    this.code = code;
    this.hint = hint;
  }
}

/** The process that owned the data directory ended before it answered. */
export class HostGone extends Error {
  constructor() {
    super('hostGone');
    this.name = 'HostGone';
  }
}

const refused = z.object({ code: refusalCode, args: refusalArgs });
const badInput = z.object({
  issues: z
    .array(
      z.object({
        path: z.array(z.union([z.string(), z.number()])).optional(),
        /** Names that the contract does not know. */
        keys: z.array(z.string()).optional(),
      }),
    )
    .min(1),
});

/** The refusal inside an error, whether it was thrown here or came over a transport. */
export function asRefusal(error: unknown): { code: RefusalCode; args: RefusalArgs } | null {
  if (error instanceof Refusal) return { code: error.code, args: error.args };
  if (!(error instanceof ORPCError) || error.code !== 'REFUSED') return null;
  const parsed = refused.safeParse(error.data);
  return parsed.success ? parsed.data : null;
}

function refusalFailure(translator: Translator, code: RefusalCode, args: RefusalArgs): Failure {
  const { what, next } = explainRefusal(translator, code, args);
  // A number that is to be typed again is shown without the thousands' space.
  const plain = 'rows' in args ? { ...args, rowsPlain: String(args.rows) } : args;
  const hint = translator.find(`cli.next.${code}`, plain) ?? next;
  return { code, message: what, hint, exitCode: 1, isAnswered: false };
}

function listenFailure({ t }: Translator, { why, place, row }: CannotListen): Failure {
  const said = { exitCode: 1, isAnswered: false } as const;
  if (typeof place === 'string')
    return {
      ...said,
      code: 'lineTaken',
      message: t('cli.listen.line', { address: place }),
      hint: t('cli.listen.lineNext'),
    };
  // Ports are shown without the thousands' space.
  const port = String(place);
  return {
    ...said,
    code: why === 'taken' ? 'portTaken' : 'portForbidden',
    message: t(`cli.listen.${why}`, { port }),
    hint:
      row === null
        ? t('cli.listen.next')
        : t('cli.listen.rowNext', { first: String(row.first), last: String(row.last) }),
  };
}

export function describeFailure(translator: Translator, error: unknown): Failure {
  const { t } = translator;
  const refusal = asRefusal(error);
  if (refusal !== null) return refusalFailure(translator, refusal.code, refusal.args);
  if (error instanceof UsageError) {
    const message = t(error.key, error.args);
    return { code: 'usage', message, hint: t('cli.seeHelp'), exitCode: 2, isAnswered: false };
  }
  if (error instanceof Shortfall) {
    const { code, message, hint } = error;
    return { code, message, hint, exitCode: 1, isAnswered: true };
  }
  if (error instanceof HostGone) {
    const [message, hint] = [t('cli.hostGone'), t('cli.hostGoneNext')];
    return { code: 'hostGone', message, hint, exitCode: 1, isAnswered: false };
  }
  if (error instanceof CannotListen) return listenFailure(translator, error);
  if (error instanceof RelayNotStarted) {
    const [message, hint] = [t('cli.relayNotStarted', { why: error.why }), t('cli.relayNotStartedNext')];
    return { code: 'relayNotStarted', message, hint, exitCode: 1, isAnswered: false };
  }
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    const issue = badInput.safeParse(error.data).data?.issues[0];
    const field = [...(issue?.path ?? []), ...(issue?.keys ?? [])].join('.') || '…';
    const message = t('cli.badInput', { field });
    return { code: 'usage', message, hint: t('cli.seeHelp'), exitCode: 2, isAnswered: false };
  }
  const [message, hint] = [t('cli.unexpected'), t('cli.unexpectedNext')];
  return { code: 'unexpected', message, hint, exitCode: 1, isAnswered: false };
}
