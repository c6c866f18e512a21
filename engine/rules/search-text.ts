/** What people type and what articles are called, made alike: 'ÅKERBÄR', 'åkerbär' and 'a\u030akerbär' are one. */
const alike = (text: string) => text.normalize('NFKC').toLowerCase();

/** An article as the search sees it: its number, name and barcode. A line each, so that no word spans two of them. */
export function searchText(article: {
  readonly articleNumber: string;
  readonly name: string;
  readonly barcode: string;
}): string {
  return alike(`${article.articleNumber}\n${article.name}\n${article.barcode}`);
}

/** The words of a search. What is found has every one of them, anywhere and in any order. */
export function searchWords(search: string): string[] {
  return alike(search)
    .split(/\s+/)
    .filter((word) => word !== '');
}
