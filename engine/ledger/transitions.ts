/** A step that the diagram of a state machine does not have: a mistake in the program. Nothing was written. */
export class IllegalTransition extends Error {
  constructor(what: string, id: string, to: string) {
    super(`${what} ${id} cannot become ${to}`);
    this.name = 'IllegalTransition';
  }
}

/** For each state the states that lead to it. */
export type Transitions<State extends string> = Readonly<Partial<Record<State, readonly State[]>>>;

/** The states that lead to `to`, as a list for `json_each`. */
export function comesFrom<State extends string>(transitions: Transitions<State>, to: State): string {
  return JSON.stringify(transitions[to] ?? []);
}

/** `changed`: the rows that an update limited to `comesFrom` has changed. @throws IllegalTransition for none */
export function requireMoved(changed: number, what: string, id: string, to: string): void {
  if (changed === 0) throw new IllegalTransition(what, id, to);
}
