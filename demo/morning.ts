/** Before the day begins: connect, activate, match, preview and sync, each with what it says to the owner. */

import type { Formats } from '../host/cli/output/formats.ts';
import { planLines } from '../host/cli/output/plan-text.ts';
import { withProgress } from '../host/cli/output/progress.ts';
import type { Terminal } from '../host/cli/output/terminal.ts';
import { wrapped } from '../host/cli/output/wrap.ts';
import type { Client } from '../host/load-engine.ts';
import { explainMiss } from '../shared/i18n/sentences.ts';
import type { Translator } from '../shared/i18n/translate.ts';
import type { Stage } from './stage.ts';
import type { Teller } from './teller.ts';

export interface Scene {
  readonly stage: Stage;
  readonly terminal: Terminal;
  readonly translator: Translator;
  readonly formats: Formats;
  readonly teller: Teller;
}

export async function connectAndActivate({ stage, teller, translator }: Scene): Promise<void> {
  const { client, shops } = stage;
  const { urls, credentials, practice } = shops;
  teller.chapter('demo.chapter.connect');
  const tills = await client.connection.connectEasyCashier({
    url: urls.easycashier,
    ...credentials.easycashier,
  });
  teller.say(
    'done',
    translator.t('cli.connectedEasycashier', { articles: tills.articles, stores: tills.stores }),
  );
  const { shop, clientId, clientSecret } = credentials.shopify;
  const connected = await client.connection.connectShopify({
    shop,
    url: urls.shopify,
    clientId,
    clientSecret,
  });
  teller.say(
    'done',
    translator.t('cli.connectedShopify', { shop: connected.shop, version: connected.apiVersion }),
  );
  for (const { storeNumber, locationId } of practice.places) {
    const { name, locationName } = await client.stores.map({ storeNumber, location: locationId });
    teller.tell('done', 'demo.mapped', {
      store: `${storeNumber} ${name}`,
      location: locationName ?? locationId,
    });
  }
  const { openOrders } = await client.connection.activate({});
  if (openOrders.length > 0) throw new Error('the practice shops start without orders');
  teller.tell('done', 'demo.activated');
}

export async function matchArticles(scene: Scene): Promise<void> {
  const { teller, terminal, translator } = scene;
  teller.chapter('demo.chapter.match');
  const before = teller.seconds();
  const report = await watched(scene, (client) => client.articles.match());
  teller.tell('done', 'demo.matched', { matched: report.matched, articles: report.webshopArticles });
  teller.tell('done', 'demo.matchedSeconds', { seconds: tenths(teller.seconds() - before) });
  if (report.missed.length === 0) return;
  teller.tell('trouble', 'demo.missed', { missed: report.webshopArticles - report.matched });
  for (const [cause, rows] of Map.groupBy(report.missed, (row) => row.cause)) {
    const example = rows.find((row) => row.shopifySku !== null && row.shopifySku !== row.articleNumber);
    const shown = example && {
      article: example.articleNumber,
      sku: example.shopifySku ?? '',
    };
    const more = shown ? ` ${translator.t('demo.example', shown)}.` : '';
    const text = `${explainMiss(translator, cause).what}${more}`;
    terminal.block(`${String(rows.length).padStart(13)}  ${wrapped(text, terminal.width, 15)}`);
  }
}

/** Returns what the run wrote and how long it took. */
export async function previewAndSync(scene: Scene): Promise<{ seconds: number; done: number }> {
  const { teller, translator, formats } = scene;
  teller.chapter('demo.chapter.preview');
  const plan = await watched(scene, (client) => client.sync.plan());
  const [counts = ''] = planLines(translator, formats, plan);
  teller.say('done', counts);
  teller.tell('done', 'demo.nothingWritten');

  teller.chapter('demo.chapter.sync');
  const before = teller.seconds();
  const confirm = plan.guard ? { confirmRows: plan.guard.confirmRows } : {};
  const run = await watched(scene, (client) => client.sync.apply({ planId: plan.planId, ...confirm }));
  const seconds = tenths(teller.seconds() - before);
  const done = run.counts.done ?? 0;
  teller.tell('done', 'demo.synced', { done, seconds });
  const drift = await watched(scene, (client) => client.sync.drift());
  if (drift.differences.length === 0) teller.tell('done', 'demo.allEqual', { cells: drift.cells });
  else teller.tell('trouble', 'demo.stillDiffers', { differences: drift.differences.length });
  return { seconds, done };
}

function watched<T>(
  { stage, terminal, translator, formats }: Scene,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  return withProgress(stage.client, terminal, translator, formats, () => work(stage.client));
}

function tenths(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
