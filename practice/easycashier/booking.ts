import { toThousandths } from '../../shared/words/quantity.ts';
import { refuse } from './answers.ts';
import type { Article, Shelf } from './shelf.ts';

interface Line {
  readonly article: Article;
  readonly thousandths: number;
  readonly cost: number;
}

interface Booking {
  readonly storeNumber: string;
  readonly comment: string | undefined;
  readonly lines: readonly Line[];
}

/**
 * `POST /stock/increaseStock` and `/stock/decreaseStock`: deltas. There is no idempotency key: the same body sent twice
 * books twice. All lines or none. Stock may go below 0. Answers `{}`.
 */
export function bookStock(shelf: Shelf, direction: 1 | -1, body: unknown, at: number): Response {
  const booking = readBooking(shelf, body);
  if (typeof booking === 'string') return refuse(400, booking);
  const { storeNumber, comment } = booking;
  for (const { article, thousandths, cost } of booking.lines) {
    if (direction === 1)
      shelf.receive(article, storeNumber, at, { thousandths, cost, cause: 'api', comment });
    else shelf.move(article, storeNumber, at, -thousandths, 'api', comment);
  }
  return Response.json({});
}

function readBooking(shelf: Shelf, body: unknown): Booking | string {
  if (typeof body !== 'object' || body === null) return 'The body must be a JSON object';
  const { storeNumber: givenStore, articles, comment } = body as Record<string, unknown>;
  const storeNumber = String(givenStore);
  if (!shelf.stores.has(storeNumber)) return `Unknown store ${storeNumber}`;
  if (comment !== undefined && comment !== null && typeof comment !== 'string')
    return 'comment must be a text';
  if (!Array.isArray(articles) || articles.length === 0) return 'articles must be a list that is not empty';
  const lines: Line[] = [];
  for (const given of articles as unknown[]) {
    const line = readLine(shelf, given);
    if (typeof line === 'string') return line;
    lines.push(line);
  }
  return { storeNumber, comment: comment ?? undefined, lines };
}

function readLine(shelf: Shelf, given: unknown): Line | string {
  if (typeof given !== 'object' || given === null) return 'Every article must be an object';
  const { articleNumber, quantity, costPriceExcludingVat: cost = 0 } = given as Record<string, unknown>;
  if (typeof articleNumber !== 'string') return 'articleNumber must be a text';
  const article = shelf.byNumber(articleNumber);
  if (!article) return `Unknown article ${articleNumber}`;
  if (!article.fields.stockItem) return `Article ${articleNumber} is not a stock item`;
  if (typeof quantity !== 'number' || !Number.isFinite(quantity) || toThousandths(quantity) <= 0) {
    return `The quantity of article ${articleNumber} must be greater than 0`;
  }
  if (typeof cost !== 'number' || !Number.isFinite(cost) || cost < 0) {
    return `costPriceExcludingVat of article ${articleNumber} must be a number of at least 0`;
  }
  return { article, thousandths: toThousandths(quantity), cost };
}
