import { hostname, userInfo } from 'node:os';
import type { Actor } from '../../shared/contract/actor.ts';
import { printableLine } from '../../shared/words/control-characters.ts';

/** As much of a name as anybody reads. */
const LONGEST = 100;

const cleaned = (name: string) => printableLine(name).trim().slice(0, LONGEST);

/** The account that this process runs in, and its computer: both are what somebody has called them, and may hold anything. */
export function thisActor(account = accountName, computer = hostname): Actor {
  return { person: cleaned(account()) || null, computer: cleaned(computer()) };
}

/** Empty where the account has no name: a container's user, for one. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
