import { type ArticleReading, type Lookup, readArticle } from '../../easycashier/articles.ts';
import { NotShown } from '../../easycashier/client.ts';
import { findArticle, sampleArticles } from '../../ledger/catalogue.ts';
import type { Sync } from '../runtime/context.ts';
import { park } from './unread-articles.ts';

/**
 * Reads one article, by the id that the ledger has of it unless another is given. One that EasyCashier cannot show while it shows another
 * is set aside, and `unsure`. For whoever has the queue. @throws Refusal
 */
export async function lookUp(sync: Sync, articleNumber: string, articleId?: string): Promise<Lookup> {
  const id = articleId ?? findArticle(sync.ledger, articleNumber)?.articleId ?? null;
  try {
    return await readArticle(sync.easycashier(), articleNumber, id);
  } catch (error) {
    if (!(error instanceof NotShown) || !(await isAnotherShown(sync, articleNumber))) throw error;
    park(sync, articleNumber);
    return { is: 'unsure' };
  }
}

/** Something was answered, and not what was asked for: another article tells whose fault that is. For whoever has the queue. @throws Refusal */
export async function isAnotherShown(sync: Sync, except = ''): Promise<boolean> {
  for (const { articleNumber, articleId } of sampleArticles(sync.ledger, except)) {
    try {
      if ((await readArticle(sync.easycashier(), articleNumber, articleId)).is === 'found') return true;
    } catch (error) {
      if (!(error instanceof NotShown)) throw error;
    }
  }
  return false;
}

/** `lookUp` where nothing is concluded from an article that was not found: then it was not read. */
export async function readNow(sync: Sync, articleNumber: string): Promise<ArticleReading | null> {
  const found = await lookUp(sync, articleNumber);
  return found.is === 'found' ? found.article : null;
}
