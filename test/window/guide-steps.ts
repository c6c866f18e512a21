/** The vendor's guide, step by step, as somebody walks through it: in practice mode, or with what they type themselves. */
import { eventually, fill, type Person } from './person.ts';

export type StepName = 'app' | 'places' | 'activate' | 'webhooks';

export interface EasyCashierLogin {
  readonly url: string;
  readonly company: string;
  readonly username: string;
  readonly password: string;
}

/** Where somebody is: the step is the one that is named as current, and its work is on screen. */
export async function expectStep({ page, t }: Person, step: StepName | 'finish'): Promise<void> {
  await page.locator(`[data-step="${step}"][aria-current="step"]`).waitFor();
  const title = t(step === 'finish' ? 'window.guide.finish.title' : `window.guide.${step}.title`);
  await page.getByRole('heading', { level: 2, name: title, exact: true }).waitFor();
}

/** By the list on the left. */
export async function openStep(person: Person, step: StepName): Promise<void> {
  await person.page.locator(`[data-step="${step}"]`).click();
  await expectStep(person, step);
}

export const isDone = async ({ page }: Person, step: StepName): Promise<boolean> =>
  (await page.locator(`[data-step="${step}"]`).getAttribute('data-done')) !== null;

export async function typeEasyCashier({ page, t }: Person, login: EasyCashierLogin): Promise<void> {
  const form = page.getByRole('form', { name: t('window.guide.easycashier.title') });
  const url = form.getByLabel(t('window.guide.easycashier.url'), { exact: true });
  if (!(await url.isVisible())) await form.locator('[aria-expanded="false"]').click();
  await url.fill(login.url);
  await fill(form, t('window.guide.easycashier.company'), login.company);
  await fill(form, t('window.guide.easycashier.username'), login.username);
  await fill(form, t('window.guide.easycashier.password'), login.password);
}

/** Presses, and waits until the side stands there as connected. */
export async function connectEasyCashier(person: Person): Promise<void> {
  await person.press('window.guide.easycashier.connect');
  await person.button('window.guide.easycashier.change').waitFor();
}

export type ShopifyKey =
  | { readonly clientId: string; readonly clientSecret: string }
  | { readonly accessToken: string; readonly apiSecret: string };

export async function chooseBranch({ page, t }: Person, branch: 'dashboard' | 'token'): Promise<void> {
  await page.getByRole('radio', { name: t(`window.guide.shopify.${branch}`) }).check();
}

export async function typeShopify(person: Person, shop: string, key: ShopifyKey): Promise<void> {
  const { page, t } = person;
  await chooseBranch(person, 'accessToken' in key ? 'token' : 'dashboard');
  const form = page.getByRole('form', { name: t('window.guide.shopify.title') });
  await fill(form, t('window.guide.shopify.shop'), shop);
  if ('accessToken' in key) {
    await fill(form, t('window.guide.shopify.accessToken'), key.accessToken);
    await fill(form, t('window.guide.shopify.apiSecret'), key.apiSecret);
  } else {
    await fill(form, t('window.guide.shopify.clientId'), key.clientId);
    await fill(form, t('window.guide.shopify.clientSecret'), key.clientSecret);
  }
}

export async function connectShopify(person: Person): Promise<void> {
  await person.press('window.guide.shopify.connect');
  await person.button('window.guide.shopify.change').waitFor();
}

/** What Shopify has granted, permission by permission, as the step shows it. */
export async function grantedScopes({ page }: Person): Promise<Record<string, boolean>> {
  const said = await page
    .locator('[data-scope]')
    .evaluateAll((rows) => rows.map((row) => [row.dataset.scope ?? '', row.dataset.granted === 'true']));
  return Object.fromEntries(said);
}

/** What the line under a store's field says. */
export const saidOf = ({ page }: Person, storeNumber: string) => page.locator(`#said-${storeNumber}`);

/** Pasted into a store's Webshop butiksid, and left: it checks itself. */
export async function pastePlace(person: Person, storeNumber: string, text: string): Promise<void> {
  const field = person.page.locator(`[data-store="${storeNumber}"] input`).first();
  await field.fill(text);
  await field.blur();
}

export async function pickPlace(person: Person, storeNumber: string, name: string): Promise<void> {
  const { page } = person;
  await page.locator(`[data-store="${storeNumber}"] input`).nth(1).click();
  await page.getByRole('option', { name, exact: true }).click();
}

/** The place was understood, found in Shopify, and is active there. */
export async function expectPlace(
  person: Person,
  storeNumber: string,
  id: string,
  name: string,
): Promise<void> {
  const words = person.t('window.stores.understoodActive', { id, name });
  await eventually(() => saidOf(person, storeNumber).textContent()).toContain(words);
}

/** Step 3 with its pre-flight read; every line has a state and a sentence. */
export async function readPreflight({ page, button }: Person): Promise<Record<string, string>> {
  await button('window.guide.activate.button').waitFor();
  await page.locator('[data-check]').first().waitFor();
  // All at one instant: a line may be gone when the next answer comes.
  const said = await page
    .locator('[data-check]')
    .evaluateAll((lines) => lines.map((line) => [line.dataset.check ?? '', line.dataset.state ?? '']));
  return Object.fromEntries(said);
}

export async function activate(person: Person, openOrders: 'ask' | 'taken' | 'book'): Promise<void> {
  const { page, t } = person;
  await page.getByRole('radio', { name: t(`choice.${openOrders}`), exact: true }).check();
  await person.press('window.guide.activate.button');
  await person.sees('window.guide.activate.done');
}

/** Step 4: created, and each of them healthy. */
export async function createWebhooks(person: Person): Promise<void> {
  const { page, t } = person;
  await person.press('window.guide.webhooks.create');
  await person.button('window.guide.webhooks.next').waitFor();
  await person.sees('window.guide.webhooks.allGood');
  const health = page.getByRole('region', { name: t('window.guide.webhooks.health') });
  await health.getByRole('heading', { level: 4 }).getByRole('button').click();
  await eventually(() => page.locator('[data-topic]').count()).toBeGreaterThanOrEqual(15);
  await eventually(() => page.locator('[data-topic]:not([data-state="ok"])').count()).toBe(0);
}
