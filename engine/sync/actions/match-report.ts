import type { Reader } from '../../ledger/database.ts';
import {
  countShopifyOnly,
  countWithoutSku,
  readNotStocked,
  readSkus,
  readWebshopArticles,
} from '../../ledger/matching.ts';
import { explainMiss, type MatchArticle, type Miss, nearMisses, type Sku } from '../../rules/matching.ts';

/** Both catalogues at hand, for as long as one report takes. */
export interface MatchContext {
  readonly articles: ReadonlyMap<string, MatchArticle & { name: string }>;
  readonly skus: ReadonlyMap<string, Sku>;
  readonly near: ReturnType<typeof nearMisses>;
}

/** Reads the Webshop articles and every SKU of the shop, once somebody asks for them. */
export function matchContext(ledger: Reader): MatchContext {
  let articles: MatchContext['articles'] | null = null;
  let skus: MatchContext['skus'] | null = null;
  let near: ReturnType<typeof nearMisses> | null = null;
  const readOnce = () => {
    skus ??= readSkus(ledger);
    return skus;
  };
  return {
    get articles() {
      articles ??= readWebshopArticles(ledger);
      return articles;
    },
    get skus() {
      return readOnce();
    },
    near: {
      find: (articleNumber, barcode) => {
        near ??= nearMisses(readOnce().keys());
        return near.find(articleNumber, barcode);
      },
    },
  };
}

export function missOf(context: MatchContext, articleNumber: string): Miss | null {
  const article = context.articles.get(articleNumber);
  return article ? explainMiss(article, context.skus.get(articleNumber), context.near) : null;
}

interface MissedArticle extends Miss {
  readonly articleNumber: string;
  readonly name: string;
}

export interface MatchReport {
  readonly webshopArticles: number;
  readonly matched: number;
  readonly missed: MissedArticle[];
  readonly shopifyOnly: number;
  readonly withoutSku: number;
  readonly notStocked: { articleNumber: string; name: string; storeNumber: string }[];
}

export function matchReport(ledger: Reader): MatchReport {
  const context = matchContext(ledger);
  const missed: MissedArticle[] = [];
  for (const [articleNumber, article] of context.articles) {
    const miss = missOf(context, articleNumber);
    if (miss) missed.push({ articleNumber, name: article.name, ...miss });
  }
  return {
    webshopArticles: context.articles.size,
    matched: context.articles.size - missed.length,
    missed,
    shopifyOnly: countShopifyOnly(ledger),
    withoutSku: countWithoutSku(ledger),
    notStocked: readNotStocked(ledger),
  };
}
