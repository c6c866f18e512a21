/** What a new shop sees: the first screen, empty screens, then the guide and the first sync in practice mode. */
import type { Locator } from 'playwright';
import type { Translator } from '../../shared/i18n/translate.ts';
import { until } from '../programs/program.ts';
import type { Stand } from './variants.ts';

const screens = ['articles', 'drift', 'sync', 'orders', 'inbox', 'stores', 'settings'] as const;

/** Nothing is connected yet. */
export async function emptyScenes({ page, translator: { t }, shoot, goTo }: Stand): Promise<void> {
  await page.getByRole('button', { name: t('window.welcome.practise'), exact: true }).waitFor();
  await shoot('welcome');
  await page.getByRole('button', { name: t('window.welcome.connect') }).click();
  await page.getByRole('navigation', { name: t('window.guide.steps') }).waitFor();
  await shoot('guide-empty');
  await page.getByRole('radio', { name: t('window.guide.shopify.token') }).check();
  await shoot('guide-empty-token');
  await goTo('/');
  await shoot('overview-empty');
  for (const screen of screens) {
    await goTo(`/${screen}`);
    await shoot(`${screen}-empty`);
  }
}

/** From »Öva« through the four steps, a preview, a receipt and a look at both sides. */
export async function practiceScenes(stand: Stand): Promise<void> {
  await connectScenes(stand);
  await placeScenes(stand);
  await inPanel(stand, async (panel) => {
    await panel
      .getByRole('button', { name: stand.translator.t('window.practice.order', { quantity: 1 }) })
      .click();
    await panel.getByText('#', { exact: false }).first().waitFor();
  });
  await activationScenes(stand);
  await webhookScenes(stand);
  await syncScenes(stand);
  await inboxScenes(stand);
  await stand.goTo('/webshop');
  await stand.shoot('guide-health');
  await stand.goTo('/');
  await inPanel(stand, async (panel) => {
    await tillAndWeb(panel, stand.translator.t);
    await stand.shoot('practice-panel', { part: panel, margin: 0, size: { height: 880 } });
  });
}

const press = ({ page }: Stand, name: string) => page.getByRole('button', { name, exact: true }).click();

/** The panel is folded in a narrow window, and left as it was found. */
async function inPanel(stand: Stand, work: (panel: Locator) => Promise<void>): Promise<void> {
  const { t } = stand.translator;
  const panel = stand.page.getByRole('complementary', { name: t('window.practice.title') });
  const isFolded = !(await panel.isVisible());
  if (isFolded) await press(stand, t('window.practice.open'));
  await panel.locator('tr[data-store="1"] td').first().waitFor();
  await work(panel);
  if (isFolded) await press(stand, t('window.practice.close'));
}

/** Step 1 of the guide: both sides are connected. */
async function connectScenes(stand: Stand): Promise<void> {
  const { page, shoot } = stand;
  const { t } = stand.translator;
  await press(stand, t('window.welcome.practise'));
  await page.getByRole('button', { name: t('window.guide.easycashier.connect') }).waitFor();
  await shoot('guide-1-start');
  await press(stand, t('window.guide.easycashier.connect'));
  await page.getByRole('button', { name: t('window.guide.easycashier.change') }).waitFor();
  await press(stand, t('window.guide.shopify.connect'));
  await page.getByRole('button', { name: t('window.guide.app.next') }).waitFor();
  await shoot('guide-1-done');
  await press(stand, t('window.guide.app.next'));
}

/** Step 2: a location is pasted for each store. */
async function placeScenes({ page, shoot, translator: { t } }: Stand): Promise<void> {
  const several = page.getByRole('switch', { name: t('window.stores.several') });
  await several.waitFor();
  await shoot('guide-2-start');
  await several.click({ force: true });
  const paste = page.locator('[data-store] button').filter({ hasText: t('window.stores.paste') });
  for (let left = await paste.count(); left > 0; left -= 1) {
    await paste.first().click();
    await until(async () => (await paste.count()) < left, 'the place is understood');
  }
  await page.getByRole('button', { name: t('window.guide.places.next'), disabled: false }).waitFor();
  await shoot('guide-2-done', { size: { height: 765 } });
}

/** Step 3: what is checked before, the question about open orders, and Aktivera. */
async function activationScenes(stand: Stand): Promise<void> {
  const { page, shoot } = stand;
  const { t } = stand.translator;
  await press(stand, t('window.guide.places.next'));
  await page
    .getByRole('button', { name: t('window.guide.activate.button'), exact: true, disabled: false })
    .waitFor();
  await shoot('guide-3-preflight', { size: { width: 1160, height: 800 } });
  const question = page.getByRole('radiogroup', { name: t('window.guide.openOrders.question') });
  await shoot('guide-3-question', { part: question.locator('xpath=..') });
  await press(stand, t('window.guide.activate.button'));
  await page.getByText(t('window.guide.activate.done')).first().waitFor();
  await shoot('guide-3-done');
  await press(stand, t('window.guide.activate.next'));
}

/** Step 4: Skapa Webhooks, and the end of the guide. */
async function webhookScenes(stand: Stand): Promise<void> {
  const { page, shoot } = stand;
  const { t } = stand.translator;
  await page.getByRole('button', { name: t('window.guide.webhooks.create'), exact: true }).waitFor();
  await shoot('guide-4-start');
  await press(stand, t('window.guide.webhooks.create'));
  await page.getByRole('button', { name: t('window.guide.webhooks.next') }).waitFor();
  await shoot('guide-4-done');
  await press(stand, t('window.guide.webhooks.next'));
  await shoot('guide-finish');
}

/** The first sync: a preview, a receipt, and the question whether to undo it. */
async function syncScenes(stand: Stand): Promise<void> {
  const { page, shoot } = stand;
  const { t } = stand.translator;
  await press(stand, t('window.guide.finish.preview'));
  await shoot('practice-sync-start');
  await press(stand, t('window.sync.plan'));
  await page.getByRole('button', { name: t('window.sync.planAgain') }).waitFor();
  await shoot('practice-preview');
  await page.locator('[data-primary]').click();
  await page.getByTestId('receipt').waitFor();
  await shoot('practice-receipt');
  await press(stand, t('window.sync.undo'));
  await page.getByRole('dialog').waitFor();
  await shoot('practice-undo', { part: page.getByRole('dialog') });
  await page.keyboard.press('Escape');
}

/** The question about the order that was open before Aktivera, and its answer. */
async function inboxScenes(stand: Stand): Promise<void> {
  const { page, shoot } = stand;
  const { t } = stand.translator;
  await stand.goTo('/inbox');
  await page.getByText(t('inboxKind.openOrders')).waitFor();
  await shoot('practice-inbox', {
    part: page.getByRole('listitem').filter({ hasText: t('inboxKind.openOrders') }),
  });
  await press(stand, t('choice.taken'));
}

/** One sold at the till, one ordered on the web, each seen on the other side. */
async function tillAndWeb(panel: Locator, t: Translator['t']): Promise<void> {
  const cells = panel.locator('tr[data-store="1"] td');
  const numbers = async () =>
    (await cells.allTextContents()).map((text) => Number(text.replaceAll(/\s/g, '')));
  const areBoth = (wanted: number) => async () => (await numbers()).every((number) => number === wanted);
  const [before = 0] = await numbers();
  await until(areBoth(before), 'both sides are equal');
  await panel.getByRole('button', { name: t('window.practice.sell'), exact: true }).click();
  await until(areBoth(before - 1), 'the sale is seen in Shopify');
  await panel.getByRole('button', { name: t('window.practice.order', { quantity: 1 }) }).click();
  await until(areBoth(before - 2), 'the order is seen in EasyCashier');
}
