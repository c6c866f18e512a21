/** An article that EasyCashier cannot show. unread_since: since when; what the sales report tells of it meanwhile is counted off. */
export const unreadArticles = {
  version: 200,
  sql: `
ALTER TABLE article ADD COLUMN unread_since INTEGER;
`,
} as const;
