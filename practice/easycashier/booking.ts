import { toThousandths } from '../../shared/words/quantity.ts';
import type { PracticeClock } from '../clock.ts';
import { answerText, refuse } from './answers.ts';
import type { EasyCashierSettings } from './settings.ts';
import { type Article, articleText, type Shelf } from './shelf.ts';

interface BookingParts {
  readonly shelf: Shelf;
  readonly clock: PracticeClock;
  readonly settings: EasyCashierSettings;
}

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
 * books twice. All lines or none. Stock may go below 0.
 */
export function bookStock(
  { shelf, clock, settings }: BookingParts,
  direction: 1 | -1,
  body: unknown,
): Response {
  const booking = readBooking(shelf, body);
  if (typeof booking === 'string') return refuse(400, booking);
  const { storeNumber, comment } = booking;
  const at = clock.now();
  for (const { article, thousandths, cost } of booking.lines) {
    if (direction === 1)
      shelf.receive(article, storeNumber, at, { thousandths, cost, cause: 'api', comment });
    else shelf.move(article, storeNumber, at, -thousandths, 'api', comment);
  }
  return booked(settings.stockAnswer, booking.lines, shelf);
}

/** What a stock call answers has not been observed; its only public caller looks at the status alone (facts, A0.7). */
function booked(
  answer: EasyCashierSettings['stockAnswer'],
  [first]: readonly Line[],
  shelf: Shelf,
): Response {
  switch (answer) {
    case 'object':
      return Response.json({ id: 'stock-change' });
    case 'empty':
      return Response.json({});
    case 'nothing':
      return new Response(null, { status: 204 });
    case 'text':
      return new Response('Lagersaldot är uppdaterat');
    case 'article':
      return first ? answerText(articleText(first.article, shelf.stores)) : Response.json([]);
  }
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
