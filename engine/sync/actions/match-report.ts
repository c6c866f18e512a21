import {
  countShopifyOnly,
  countWithoutSku,
  findSku,
  readNotStocked,
  skuTexts,
  webshopArticles,
} from '../../ledger/matching.ts';
import {
  explainMiss,
  type MatchArticle,
  type Miss,
  type NearMisses,
  nearMisses,
} from '../../rules/matching.ts';
import type { Sync } from '../runtime/context.ts';

/** Why the article has no partner, or has one that cannot be written; null when all is well. */
export type ExplainArticle = (article: MatchArticle) => Promise<Miss | null>;

const nothingNear: NearMisses = { find: () => null };

/** For as long as one report takes: every SKU of the shop is gone through at most once, for the first article that none answers to. */
export function createExplainer(sync: Sync): ExplainArticle {
  let near: Promise<NearMisses> | null = null;
  return async (article) => {
    const partner = findSku(sync.ledger, article.articleNumber);
    if (partner) return explainMiss(article, partner, nothingNear);
    near ??= readNearMisses(sync);
    return explainMiss(article, partner, await near);
  };
}

async function readNearMisses({ ledger, ports }: Sync): Promise<NearMisses> {
  const near = nearMisses([]);
  for (const skus of skuTexts(ledger)) {
    near.add(skus);
    await ports.monotonic.sleep(0); // in a large shop others have their turn
  }
  return near;
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

export async function matchReport(sync: Sync): Promise<MatchReport> {
  const { ledger, ports } = sync;
  const explain = createExplainer(sync);
  const missed: MissedArticle[] = [];
  let articles = 0;
  for (const page of webshopArticles(ledger)) {
    for (const article of page) {
      const miss = await explain(article);
      if (miss) missed.push({ articleNumber: article.articleNumber, name: article.name, ...miss });
    }
    articles += page.length;
    await ports.monotonic.sleep(0);
  }
  return {
    webshopArticles: articles,
    matched: articles - missed.length,
    missed,
    shopifyOnly: countShopifyOnly(ledger),
    withoutSku: countWithoutSku(ledger),
    notStocked: readNotStocked(ledger),
  };
}
