/** `anna (KASSA-1)`; the computer alone where the account has no name. The same in every language. */
export const actorText = ({
  person,
  computer,
}: {
  readonly person: string | null;
  readonly computer: string;
}) => (person === null ? computer : `${person} (${computer})`);
