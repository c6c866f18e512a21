import type { z } from 'zod';
import type { articleView, cellView } from '../../shared/contract/articles.ts';
import { ourTime } from '../../shared/words/time.ts';
import { listArticles } from '../ledger/article-list.ts';
import { findBoxChange, listBoxChanges } from '../ledger/box-changes.ts';
import { buffersOf, listBuffers } from '../ledger/buffers.ts';
import { cachedUntilChange } from '../ledger/cached-until-change.ts';
import { findArticle, listStores } from '../ledger/catalogue.ts';
import { readState } from '../ledger/engine-state.ts';
import { findSku, skuTexts } from '../ledger/matching.ts';
import { isSynced, type PositionState, positionsOf } from '../ledger/positions.ts';
import { articleStory } from '../ledger/story.ts';
import { Refusal } from '../refusal.ts';
import { explainMiss, type NearMisses, nearMisses } from '../rules/matching.ts';
import {
  type BufferChange,
  type BuffersChanged,
  changeBuffers,
  type EveryBuffer,
  everyBuffer,
  previewBuffers,
} from '../sync/actions/buffers.ts';
import { matchReport } from '../sync/actions/match-report.ts';
import { sendNow } from '../sync/actions/send-now.ts';
import { trackArticles, untrackedArticles } from '../sync/actions/track.ts';
import { countWebshopBoxes, setWebshopBoxes, undoWebshopBoxes } from '../sync/actions/webshop-boxes.ts';
import type { Sync } from '../sync/runtime/context.ts';
import { requireWriter } from '../sync/runtime/lease.ts';
import { scanShop } from '../sync/shop-levels/shop-index.ts';
import { fullScan } from '../sync/stock-in/stock-in.ts';
import { os } from './base.ts';
import type { Host } from './host.ts';
import { readMoment, writeMoment } from './moment.ts';

type ArticleView = z.infer<typeof articleView>;

export function articleHandlers({ sync, orders }: Host) {
  const { ledger, ports } = sync;
  // All SKUs are gone through only for an article that none of them answers to.
  const index = cachedUntilChange(ledger, ports.monotonic.now, () =>
    nearMisses([...skuTexts(ledger)].flat()),
  );
  const near: NearMisses = { find: (articleNumber, barcode) => index().find(articleNumber, barcode) };

  const storeNames = () => new Map(listStores(ledger).map((store) => [store.storeNumber, store.name]));

  const view = (articleNumber: string, names: ReadonlyMap<string, string>): ArticleView => {
    const article = findArticle(ledger, articleNumber);
    if (!article) throw new Refusal('unknownArticle', { article: articleNumber });
    const isAllPaused = readState(ledger, 'pausedAt') !== null;
    return {
      articleNumber,
      name: article.name,
      barcode: article.barcode,
      isStockItem: article.isStockItem,
      isWebshop: article.isWebshop,
      miss: article.isWebshop
        ? (explainMiss(article, findSku(ledger, articleNumber), near)?.cause ?? null)
        : null,
      cells: positionsOf(ledger, articleNumber).map((cell) => toPositionView(cell, names, isAllPaused)),
    };
  };

  return {
    list: os.articles.list.handler(({ input }) => {
      const found = listArticles(ledger, input);
      const names = storeNames();
      return {
        articles: found.articleNumbers.map((articleNumber) => view(articleNumber, names)),
        next: found.next,
        total: found.total,
      };
    }),

    match: os.articles.match.handler(async () => {
      await fullScan(sync);
      await scanShop(sync);
      return matchReport(sync);
    }),

    countWebshop: os.articles.countWebshop.handler(({ input }) => countWebshopBoxes(sync, input)),

    setWebshop: os.articles.setWebshop.handler(async ({ input }) => {
      await requireWriter(sync);
      return setWebshopBoxes(sync, input, input.confirmBoxes);
    }),

    setTracked: os.articles.setTracked.handler(async ({ input }) => {
      await requireWriter(sync);
      await scanShop(sync);
      const wanted = input.all ? await untrackedArticles(sync) : (input.articleNumbers ?? []);
      return trackArticles(
        sync,
        wanted.map((articleNumber) => articleNumber.trim()),
      );
    }),

    ...boxChangeHandlers(sync),
    ...bufferHandlers(sync),

    sendNow: os.articles.sendNow.handler(async ({ input }) => {
      await requireWriter(sync);
      return { stores: await sendNow(sync, orders, input.articleNumber.trim()) };
    }),

    story: os.articles.story.handler(({ input }) => {
      const articleNumber = input.articleNumber.trim();
      return {
        article: view(articleNumber, storeNames()),
        inventoryItemId: positionsOf(ledger, articleNumber)[0]?.inventoryItemId ?? null,
        buffers: buffersOf(ledger, articleNumber),
        lines: articleStory(ledger, articleNumber, input.limit),
      };
    }),
  };
}

function boxChangeHandlers(sync: Sync) {
  const { ledger } = sync;
  return {
    webshopChanges: os.articles.webshopChanges.handler(({ input }) => {
      const changes = listBoxChanges(ledger, readMoment(input.after, ourTime), input.limit);
      const last = changes.at(-1);
      const next = last && writeMoment({ at: last.at, id: last.changeId });
      return { changes, next: changes.length === input.limit && next ? next : null };
    }),

    webshopChange: os.articles.webshopChange.handler(({ input: { changeId } }) => {
      const change = findBoxChange(ledger, changeId);
      if (!change) throw new Refusal('unknownChange', { change: changeId });
      return change;
    }),

    undoWebshop: os.articles.undoWebshop.handler(async ({ input }) => {
      await requireWriter(sync);
      return undoWebshopBoxes(sync, input.changeId);
    }),
  };
}

function bufferHandlers(sync: Sync) {
  const { ledger } = sync;
  return {
    previewBuffers: os.articles.previewBuffers.handler(async ({ input, signal }) =>
      toBuffersChanged(await previewBuffers(sync, wantedBuffers(sync, input), signal), input.named),
    ),

    setBuffers: os.articles.setBuffers.handler(async ({ input }) =>
      toBuffersChanged(await changeBuffers(sync, wantedBuffers(sync, input)), input.named),
    ),

    buffers: os.articles.buffers.handler(({ input }) => {
      const [articleNumber = '', storeNumber = ''] = (input.after ?? '').split('\n');
      const buffers = listBuffers(ledger, { articleNumber, storeNumber }, input.limit);
      const last = buffers.at(-1);
      const next = last && `${last.articleNumber}\n${last.storeNumber ?? ''}`;
      return { buffers, next: buffers.length === input.limit && next ? next : null };
    }),
  };
}

interface WantedBuffers {
  readonly buffers: readonly BufferChange[];
  readonly every?: EveryBuffer | undefined;
}

const wantedBuffers = ({ ledger }: Sync, { buffers, every }: WantedBuffers): BufferChange[] => [
  ...(every === undefined ? [] : everyBuffer(ledger, every)),
  ...buffers.map((change) => ({ ...change, articleNumber: change.articleNumber.trim() })),
];

/** In pieces as people count them. */
function toBuffersChanged({ moves, ...counts }: BuffersChanged, named = moves.length) {
  return {
    ...counts,
    moving: moves.length,
    sent: moves.filter(({ isSent }) => isSent).length,
    moves: moves.slice(0, named).map(({ balance, ...move }) => ({
      ...move,
      easycashier: balance === null ? null : balance / 1000,
    })),
  };
}

function toPositionView(
  cell: PositionState,
  names: ReadonlyMap<string, string>,
  isAllPaused: boolean,
): z.infer<typeof cellView> {
  return {
    storeNumber: cell.storeNumber,
    storeName: names.get(cell.storeNumber) ?? '',
    easycashier: cell.balance === null ? null : cell.balance / 1000,
    shopify: cell.unconfirmed ?? cell.level?.available ?? null,
    target: cell.target,
    buffer: cell.buffer,
    held: cell.held,
    setAside: cell.setAside,
    state: stateOf(cell, isAllPaused),
  };
}

function stateOf(cell: PositionState, isAllPaused: boolean): z.infer<typeof cellView>['state'] {
  if (!cell.isWritable) return 'unmatched';
  // Taken back on purpose: it is left until its stock moves.
  if (cell.hold === 'undone') return isSynced(cell) ? 'inStep' : 'undone';
  // What Shopify shows there now is not known, or it does not take what it should show.
  if (cell.hold !== null || cell.failsAt === 'read') return 'failed';
  if (isSynced(cell)) return 'inStep';
  if (isAllPaused || cell.isInStocktake || cell.isAtClosedLocation) return 'paused';
  return cell.dirtySince === null ? 'differs' : 'queued';
}
