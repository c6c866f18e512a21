import type { CapabilityAnswer } from '../../shared/words/capabilities.ts';
import type { Came } from '../answers.ts';

/**
 * How the company is written in an address. Nobody knows what EasyCashier takes: the only public program that builds it takes what the
 * login calls the company as it is, and adds the hyphen to what a person has typed (`easycashier.md` A0.1).
 */
export interface CompanySpelling {
  /** The spelling to use now, ready for an address. */
  current(): string;
  /** What a login has called the company; null where it said nothing. */
  heard(preferred: string | null): void;
  /**
   * What came of a call in the current spelling. True when the call deserves another try: it was turned away as it may be for its spelling,
   * and there is one that has not been tried. Once one has been answered it is kept.
   */
  isToBeTriedAgain(came: Came<unknown>): boolean;
  /** Which kind of spelling has been answered; null while none has. `preferred` where no other is written like it. */
  answered(): CapabilityAnswer<'companySpelling'> | null;
}

const digitsOf = (text: string): string => text.replace(/\D/g, '');

/** The spellings of an organisation number, the likeliest first. What is none is used as it was typed. */
function spellingsOf(typed: string, preferred: string | null): string[] {
  const own = ownDigits(typed);
  const isOwn = preferred !== null && own !== '' && digitsOf(preferred).slice(-10) === own;
  const spelled = isNumber(typed) ? [withHyphen(own), own] : [typed.trim()];
  return [...new Set(isOwn ? [preferred.trim(), ...spelled] : spelled)];
}

const ownDigits = (typed: string): string => digitsOf(typed).slice(-10);
const isNumber = (typed: string): boolean => [10, 12].includes(digitsOf(typed).length);
const withHyphen = (own: string): string => `${own.slice(0, 6)}-${own.slice(6)}`;

function kindOf(spelling: string, typed: string): CapabilityAnswer<'companySpelling'> {
  const own = ownDigits(typed);
  if (isNumber(typed) && spelling === withHyphen(own)) return 'hyphen';
  if (isNumber(typed) && spelling === own) return 'bare';
  return spelling === typed.trim() ? 'typed' : 'preferred';
}

/** Remembers for a session which spelling EasyCashier takes. */
export function createCompanySpelling(typed: string): CompanySpelling {
  let preferred: string | null = null;
  let works: string | null = null;
  let tried: string[] = [];
  const current = () => {
    const spellings = spellingsOf(typed, preferred);
    return works ?? spellings.find((one) => !tried.includes(one)) ?? spellings[0] ?? typed;
  };
  return {
    current: () => encodeURIComponent(current()),
    answered: () => (works === null ? null : kindOf(works, typed)),
    heard: (said) => {
      preferred = said;
      // While none has been answered, each session tries again: a firewall may have turned them away.
      if (works === null) tried = [];
    },
    isToBeTriedAgain: (came) => {
      if (works !== null || came.came === 'nothing') return false;
      const spelling = current();
      if (came.status >= 200 && came.status < 300 && came.body.is === 'asked') works = spelling;
      const isTurnedAway = came.status === 403 || came.status === 404;
      if (!isTurnedAway || tried.includes(spelling)) return false;
      tried.push(spelling);
      return current() !== spelling && !tried.includes(current());
    },
  };
}
