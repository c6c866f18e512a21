/**
 * On which page EasyCashier's list of articles showed each one last, pages of the size that is granted: bookings that wait are sent page by
 * page, and one page tells of all their articles. Null: no list has shown it. A page that turns out to lack it costs one call.
 */
export const listPages = {
  version: 250,
  sql: 'ALTER TABLE article ADD COLUMN list_page INTEGER;',
} as const;
