/** What a new shop does first, at the window. */
import { connectEasyCashier, connectShopify, expectStep } from '../window/guide-steps.ts';
import { eventually, type Person } from '../window/person.ts';

/** From the first screen through the four steps of the guide, in practice mode. */
export async function practise(person: Person): Promise<void> {
  const { page, press, t } = person;
  await press('window.welcome.practise');
  await expectStep(person, 'app');
  await connectEasyCashier(person);
  await connectShopify(person);
  await press('window.guide.app.next');
  await page.getByRole('switch', { name: t('window.stores.several') }).click({ force: true });
  for (const store of ['1', '2']) {
    await page.locator(`[data-store="${store}"]`).getByText(t('window.stores.paste')).click();
    await page.locator(`#said-${store}`).getByText('aktiv', { exact: false }).waitFor();
  }
  await press('window.guide.places.next');
  await press('window.guide.activate.button');
  await press('window.guide.activate.next');
  await press('window.guide.webhooks.create');
  await person.sees('window.guide.webhooks.allGood');
  await press('window.guide.webhooks.next');
  await expectStep(person, 'finish');
}

/** »Synka alla artiklar«, until the receipt is there and nothing is on its way any more. */
export async function sendFirstStock({ page, press }: Person): Promise<void> {
  await press('window.guide.finish.preview');
  await press('window.sync.plan');
  const send = page.locator('[data-primary]').filter({ hasText: /\d/ });
  await send.waitFor();
  await send.click();
  await page.getByTestId('receipt').waitFor();
  await eventually(() => page.getByTestId('chip').textContent()).not.toContain('Skickar');
}

/** As the window names them, at length and in short. */
const languages = { sv: ['Svenska', 'SV'], en: ['English', 'EN'] } as const;

export async function chooseLanguage({ page }: Person, locale: 'sv' | 'en'): Promise<void> {
  const [name, short] = languages[locale];
  await page
    .getByText(name, { exact: true })
    .or(page.getByText(short, { exact: true }))
    .first()
    .click();
}
