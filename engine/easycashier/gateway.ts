import { z } from 'zod';
import { OutcomeUnknown } from '../outcome-unknown.ts';
import { Refusal } from '../refusal.ts';
import type { EasyCashierClient } from './client.ts';
import { confirmation, stockConfirmation } from './exchange.ts';

/**
 * Adds to or takes from a store's stock, as deltas that EasyCashier does not make idempotent. The article's own
 * average cost goes along: a cost of 0 may pull down its Genomsnittligt inköpspris (`easycashier.md` §1.3).
 * @throws OutcomeUnknown, Declined; Refusal where EasyCashier surely has not carried it out
 */
export async function changeStock(
  client: EasyCashierClient,
  direction: 'increaseStock' | 'decreaseStock',
  change: {
    storeNumber: string;
    comment: string;
    lines: readonly { articleNumber: string; units: number; averageCost: number }[];
  },
): Promise<void> {
  const storeNumber = /^[1-9]\d{0,8}$/.test(change.storeNumber)
    ? Number(change.storeNumber)
    : change.storeNumber;
  const body = {
    storeNumber,
    articles: change.lines.map((line) => ({
      articleNumber: line.articleNumber,
      quantity: line.units,
      costPriceExcludingVat: line.averageCost,
    })),
    comment: change.comment,
  };
  await client.write('POST', `/stock/${direction}`, body, stockConfirmation);
}

const wholeArticle = z.record(z.string(), z.unknown());

/** Ticks or clears the box Webshop: reads the whole article and writes it back with the one field changed. */
export async function writeWebshopFlag(
  client: EasyCashierClient,
  articleId: string,
  on: boolean,
): Promise<void> {
  const path = `/article/${encodeURIComponent(articleId)}`;
  const whole = await client.read(path, wholeArticle);
  if (!('articleNumber' in whole)) throw new Refusal('easycashierUnexpected', { what: '/article' });
  try {
    await client.write('PUT', path, { ...whole, webshop: on }, confirmation);
  } catch (error) {
    // What a success says is not documented; the article itself tells whether the box is as it should be.
    if (!(error instanceof OutcomeUnknown)) throw error;
    const now = await client.read(path, wholeArticle);
    if (now.webshop !== on) throw error;
  }
}
