/** The practice shops beside the window: a till and a web checkout, and both sides' own numbers. */
import { eventually, type Person } from './person.ts';

const panelOf = ({ page, t }: Person) =>
  page.getByRole('complementary', { name: t('window.practice.title') });

export async function openPanel(person: Person): Promise<void> {
  const { page, t } = person;
  const tab = page.getByRole('button', { name: t('window.practice.open') });
  if (await tab.isVisible()) await tab.click();
  await panelOf(person)
    .getByRole('table', { name: t('window.practice.numbers') })
    .waitFor();
}

/** By its number. */
export async function chosenArticle(person: Person): Promise<string> {
  const chosen = panelOf(person).getByRole('combobox', { name: person.t('window.practice.article') });
  return (await chosen.inputValue()).split(' ')[0] ?? '';
}

interface BothNumbers {
  readonly easycashier: number;
  readonly shopify: number;
}

/** As the two practice shops show them, for the article that is chosen. */
async function numbersOf(person: Person, storeNumber: string): Promise<BothNumbers> {
  const cells = panelOf(person).locator(`tr[data-store="${storeNumber}"] td`);
  await cells.first().waitFor();
  const [easycashier = NaN, shopify = NaN] = (await cells.allTextContents()).map((text) =>
    Number(text.replaceAll(/\s/g, '')),
  );
  return { easycashier, shopify };
}

/** One sold at the till, one ordered on the web: each is seen on the other side within seconds. */
export async function tillAndWeb(person: Person): Promise<BothNumbers> {
  const panel = panelOf(person);
  await eventually(async () => {
    const { easycashier, shopify } = await numbersOf(person, '1');
    return easycashier - shopify;
  }).toBe(0);
  const before = await numbersOf(person, '1');
  await person.press('window.practice.sell', {}, panel);
  const sold = { easycashier: before.easycashier - 1, shopify: before.shopify - 1 };
  await eventually(() => numbersOf(person, '1')).toEqual(sold);
  await person.press('window.practice.order', { quantity: 1 }, panel);
  const ordered = { easycashier: sold.easycashier - 1, shopify: sold.shopify - 1 };
  await eventually(() => numbersOf(person, '1')).toEqual(ordered);
  return ordered;
}
