/** The one origin the windows live at. */
export const scheme = 'app';
export const origin = 'app://backoffice';

/** The two pages that are windows. */
export const mainPage = `${origin}/index.html`;
export const logPage = `${origin}/log.html`;

/** Whether this address is one of our pages; what stands behind `#` is the screen. */
export function isOurPage(address: string): boolean {
  const [page] = address.split('#', 1);
  return page === mainPage || page === logPage;
}

/** Whether a page may ask for this address at all. */
export function isOurs(address: string): boolean {
  return address.startsWith(`${origin}/`) || address.startsWith(`blob:${origin}/`);
}
