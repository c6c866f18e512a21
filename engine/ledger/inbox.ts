import type { Actor } from '../../shared/contract/actor.ts';
import type { InboxItem, InboxKind } from '../../shared/contract/orders.ts';
import type { OurTime } from '../../shared/words/time.ts';
import { type ActorColumns, actorColumns, actorId, withActor } from './actors.ts';
import type { Reader, Writer } from './database.ts';
import { formatSubject, type InboxSubject, parseSubject } from './inbox-subject.ts';
import { writeLog } from './log-lines.ts';

interface InboxRow extends Omit<InboxItem, 'args' | 'choices' | 'by'>, ActorColumns {
  subject: string;
  args: string;
  choices: string;
}

const columns = `inbox_id AS inboxId, subject, kind, args, choices, opened_at AS openedAt,
  resolved_at AS resolvedAt, choice, ${actorColumns}`;
const questions = 'inbox LEFT JOIN actor ON actor.actor_id = inbox.actor_id';

const toItem = ({ subject: _, ...row }: InboxRow): InboxItem => ({
  ...withActor(row),
  args: JSON.parse(row.args),
  choices: JSON.parse(row.choices),
});

/**
 * What a person must decide. `subject` is what it is about: the same question is never asked twice at once (one that is open
 * gets the figures of now), and once it is answered for good only where `isAskedAgain` says that it comes back. True when it
 * was opened.
 */
export function openInbox(
  ledger: Writer,
  item: {
    id: string;
    at: OurTime;
    subject: InboxSubject;
    kind: InboxKind;
    args: InboxItem['args'];
    choices: string[];
    isAskedAgain?: boolean;
  },
): boolean {
  const subject = formatSubject(item.subject);
  const args = JSON.stringify(item.args);
  ledger.run(
    'UPDATE inbox SET args = ? WHERE subject = ? AND resolved_at IS NULL AND args <> ?',
    args,
    subject,
    args,
  );
  const changed = ledger.run(
    `INSERT INTO inbox (inbox_id, subject, kind, args, choices, opened_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (subject) DO UPDATE
       SET args = excluded.args, opened_at = excluded.opened_at, resolved_at = NULL, choice = NULL, actor_id = NULL
       WHERE inbox.choice = 'retry' OR (? AND inbox.choice IS NOT NULL)`,
    item.id,
    subject,
    item.kind,
    args,
    JSON.stringify(item.choices),
    item.at,
    Number(item.isAskedAgain ?? false),
  );
  if (changed > 0) {
    writeLog(ledger, {
      at: item.at,
      event: 'inboxOpened',
      cause: 'system',
      result: 'waiting',
      args: { kind: item.kind, ...item.args },
    });
  }
  return changed > 0;
}

export function listInbox(ledger: Reader, withResolved: boolean): InboxItem[] {
  return ledger
    .all<InboxRow>(
      `SELECT ${columns} FROM ${questions} ${withResolved ? '' : 'WHERE resolved_at IS NULL'} ORDER BY opened_at, inbox_id`,
    )
    .map(toItem);
}

export interface InboxQuestion extends InboxItem {
  readonly subject: InboxSubject;
}

const toQuestion = (row: InboxRow): InboxQuestion => ({ ...toItem(row), subject: parseSubject(row.subject) });

export function findInbox(ledger: Reader, inboxId: string): InboxQuestion | undefined {
  const row = ledger.get<InboxRow>(`SELECT ${columns} FROM ${questions} WHERE inbox_id = ?`, inboxId);
  return row && toQuestion(row);
}

/** The open questions of one kind that take the choice. */
export function openInboxLike(
  ledger: Reader,
  { kind }: Pick<InboxItem, 'kind'>,
  choice: string,
): InboxQuestion[] {
  return ledger
    .all<InboxRow>(
      `SELECT ${columns} FROM ${questions} WHERE resolved_at IS NULL AND kind = ? ORDER BY opened_at, inbox_id`,
      kind,
    )
    .map(toQuestion)
    .filter(({ choices }) => choices.includes(choice));
}

/** What the questions about one kind of thing are about that are open, or whose answer stands. */
export function standingQuestions<K extends InboxSubject['kind']>(
  ledger: Reader,
  kind: K,
): Extract<InboxSubject, { kind: K }>[] {
  return ledger
    .all<{ subject: string }>(
      "SELECT subject FROM inbox WHERE subject >= ? AND subject < ? AND choice IS NOT 'retry'",
      `${kind}:`,
      `${kind};`, // the character after »:«, so that the index of subjects serves
    )
    .map(({ subject }) => parseSubject(subject))
    .filter((subject): subject is Extract<InboxSubject, { kind: K }> => subject.kind === kind);
}

/**
 * The last answer about a subject, and the figures that it was for: nulls while it is open, undefined when it was never asked.
 */
export function answerTo(
  ledger: Reader,
  subject: InboxSubject,
): Pick<InboxItem, 'choice' | 'resolvedAt' | 'args'> | undefined {
  const row = ledger.get<InboxRow>(
    `SELECT ${columns} FROM ${questions} WHERE subject = ?`,
    formatSubject(subject),
  );
  return row && toItem(row);
}

/** An answer stands for less than it was given for: what comes on top of that was not answered. */
export function lessenAnswer(ledger: Writer, subject: InboxSubject, args: InboxItem['args']): void {
  ledger.run(
    'UPDATE inbox SET args = ? WHERE subject = ? AND resolved_at IS NOT NULL',
    JSON.stringify(args),
    formatSubject(subject),
  );
}

/** The last choice made about a subject, null while it is open, undefined when it was never asked. */
export function choiceFor(ledger: Reader, subject: InboxSubject): string | null | undefined {
  return answerTo(ledger, subject)?.choice;
}

/** A person has answered. */
export function closeInbox(
  ledger: Writer,
  inboxId: string,
  { choice, at, by }: { choice: string; at: OurTime; by?: Actor | undefined },
): void {
  ledger.run(
    'UPDATE inbox SET resolved_at = ?, choice = ?, actor_id = ? WHERE inbox_id = ?',
    at,
    choice,
    actorId(ledger, by),
    inboxId,
  );
  writeLog(ledger, { at, event: 'inboxResolved', cause: 'system', result: 'ok', args: { choice }, by });
}

/**
 * What the question was about is over, whether it was answered or not: should it come again, it is asked about anew. For every cause that may
 * end and begin once more; an »ignore« is for this time.
 */
export function endInbox(ledger: Writer, subject: InboxSubject, at: OurTime): void {
  ledger.run(
    "UPDATE inbox SET resolved_at = coalesce(resolved_at, ?), choice = 'retry', actor_id = NULL WHERE subject = ? AND choice IS NOT 'retry'",
    at,
    formatSubject(subject),
  );
}

/**
 * Closes a question that has answered itself. One that a person has answered stays answered: for what cannot come a second time, or is asked
 * again whatever was answered.
 */
export function withdrawInbox(ledger: Writer, subject: InboxSubject, at: OurTime): void {
  ledger.run(
    "UPDATE inbox SET resolved_at = ?, choice = 'retry' WHERE subject = ? AND resolved_at IS NULL",
    at,
    formatSubject(subject),
  );
}
