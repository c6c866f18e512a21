/** What a new shop sees: the first screen, empty screens, then the guide and the first sync in practice mode. */
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
export async function practiceScenes({ page, translator: { t }, shoot, goTo }: Stand): Promise<void> {
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  await press(t('window.welcome.practise'));
  await page.getByRole('button', { name: t('window.guide.easycashier.connect') }).waitFor();
  await shoot('guide-1-start');
  await press(t('window.guide.easycashier.connect'));
  await page.getByRole('button', { name: t('window.guide.easycashier.change') }).waitFor();
  await press(t('window.guide.shopify.connect'));
  await page.getByRole('button', { name: t('window.guide.app.next') }).waitFor();
  await shoot('guide-1-done');
  await press(t('window.guide.app.next'));
  const several = page.getByRole('switch', { name: t('window.stores.several') });
  await several.waitFor();
  await shoot('guide-2-start');
  await several.click({ force: true });
  const paste = page.locator('[data-store] button').filter({ hasText: t('window.stores.paste') });
  for (let left = await paste.count(); left > 0; left -= 1) {
    await paste.first().click();
    await until(async () => (await paste.count()) < left, 10_000, 'the place is understood');
  }
  await page.getByRole('button', { name: t('window.guide.places.next'), disabled: false }).waitFor();
  await shoot('guide-2-done');
  await press(t('window.guide.places.next'));
  await page
    .getByRole('button', { name: t('window.guide.activate.button'), exact: true, disabled: false })
    .waitFor();
  await shoot('guide-3-preflight');
  await press(t('window.guide.activate.button'));
  await page.getByText(t('window.guide.activate.done')).first().waitFor();
  await shoot('guide-3-done');
  await press(t('window.guide.activate.next'));
  await page.getByRole('button', { name: t('window.guide.webhooks.create'), exact: true }).waitFor();
  await shoot('guide-4-start');
  await press(t('window.guide.webhooks.create'));
  await page.getByRole('button', { name: t('window.guide.webhooks.next') }).waitFor();
  await shoot('guide-4-done');
  await press(t('window.guide.webhooks.next'));
  await shoot('guide-finish');
  await press(t('window.guide.finish.preview'));
  await shoot('practice-sync-start');
  await press(t('window.sync.plan'));
  await page.getByRole('button', { name: t('window.sync.planAgain') }).waitFor();
  await shoot('practice-preview');
  await page.locator('[data-primary]').click();
  await page.getByTestId('receipt').waitFor();
  await shoot('practice-receipt');
  await goTo('/webshop');
  await shoot('guide-health');
}
