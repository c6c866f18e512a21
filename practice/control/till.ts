import type { PracticeEasyCashier } from '../easycashier/backoffice.ts';
import type { Calls } from './calls.ts';
import { allowOnly, codeOf, type Fields, flagOf, numberOf, textOf, wholeOf } from './fields.ts';

/** What happens in the shop: at its tills and on its shelves. Every call answers the balance after it. */
export function tillCalls(easycashier: PracticeEasyCashier): Calls {
  type Verb = 'sell' | 'returnSale' | 'deliver' | 'count' | 'consume';
  const moving = (verb: Verb) => (fields: Fields) => {
    allowOnly(fields, ['articleNumber', 'storeNumber', 'quantity']);
    const articleNumber = textOf(fields, 'articleNumber');
    const storeNumber = codeOf(fields, 'storeNumber');
    easycashier[verb](articleNumber, storeNumber, numberOf(fields, 'quantity'));
    return { articleNumber, storeNumber, balance: easycashier.balance(articleNumber, storeNumber) ?? null };
  };
  return {
    'POST /till/sell': moving('sell'),
    'POST /till/sell-late': (fields) => {
      allowOnly(fields, ['articleNumber', 'storeNumber', 'quantity', 'hours']);
      const articleNumber = textOf(fields, 'articleNumber');
      const storeNumber = codeOf(fields, 'storeNumber');
      const hours = numberOf(fields, 'hours', 0);
      easycashier.sellLate(articleNumber, storeNumber, numberOf(fields, 'quantity'), hours);
      return { articleNumber, storeNumber, balance: easycashier.balance(articleNumber, storeNumber) ?? null };
    },
    'POST /till/return': moving('returnSale'),
    'POST /stock/deliver': moving('deliver'),
    'POST /stock/count': moving('count'),
    'POST /stock/consume': moving('consume'),
    'POST /article/webshop': (fields) => {
      allowOnly(fields, ['articleNumber', 'webshop']);
      const articleNumber = textOf(fields, 'articleNumber');
      const webshop = flagOf(fields, 'webshop');
      easycashier.setWebshop(articleNumber, webshop);
      return { articleNumber, webshop };
    },
    'POST /article/truncate-listing': (fields) => {
      allowOnly(fields, ['articles']);
      const articles = wholeOf(fields, 'articles', 0);
      easycashier.truncateNextListing(articles);
      return { articles };
    },
  };
}
