import type { Actor } from '../../shared/contract/actor.ts';
import type { Reader, Writer } from './database.ts';

/** The row of somebody who does something now; null: nobody knows who. */
export function actorId(ledger: Writer, actor: Actor | null | undefined): number | null {
  if (actor == null) return null;
  const who = [actor.person ?? '', actor.computer] as const;
  ledger.run('INSERT OR IGNORE INTO actor (person, computer) VALUES (?, ?)', ...who);
  const row = ledger.get<{ id: number }>(
    'SELECT actor_id AS id FROM actor WHERE person = ? AND computer = ?',
    ...who,
  );
  return row?.id ?? null;
}

/** What a query that joins `actor` tells of it. */
export const actorColumns = 'actor.person AS byPerson, actor.computer AS byComputer';

export interface ActorColumns {
  readonly byPerson: string | null;
  readonly byComputer: string | null;
}

/** A row of such a query as it is told. */
export function withActor<Row extends ActorColumns>({ byPerson, byComputer, ...row }: Row) {
  const by: Actor | null =
    byComputer === null ? null : { person: byPerson === '' ? null : byPerson, computer: byComputer };
  return { ...row, by };
}

export function findActor(ledger: Reader, id: number | null): Actor | null {
  const row = ledger.get<ActorColumns>(`SELECT ${actorColumns} FROM actor WHERE actor_id = ?`, id);
  return row === undefined ? null : withActor(row).by;
}

/** Those of whose acts nothing is kept any more. */
export function forgetActors(ledger: Writer): number {
  const acts = ['log', 'run', 'inbox', 'box_change'].map(
    (table) => `NOT EXISTS (SELECT 1 FROM ${table} WHERE ${table}.actor_id = actor.actor_id)`,
  );
  return ledger.run(`DELETE FROM actor WHERE ${acts.join(' AND ')}`);
}
