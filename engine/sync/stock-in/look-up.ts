import { type ArticleReading, type Lookup, readArticle } from '../../easycashier/articles.ts';
import { findArticle } from '../../ledger/catalogue.ts';
import type { Sync } from '../runtime/context.ts';

/** Reads one article, by the id that the ledger has of it unless another is given. For whoever has the queue. @throws Refusal */
export function lookUp(sync: Sync, articleNumber: string, articleId?: string): Promise<Lookup> {
  const id = articleId ?? findArticle(sync.ledger, articleNumber)?.articleId ?? null;
  return readArticle(sync.easycashier(), articleNumber, id);
}

/** The same where nothing is concluded from an article that was not found: then it was not read. */
export async function readNow(sync: Sync, articleNumber: string): Promise<ArticleReading | null> {
  const found = await lookUp(sync, articleNumber);
  return found.is === 'found' ? found.article : null;
}
