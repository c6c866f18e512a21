/** How a browser's window shows that it was let in. Another server on this computer is sent the cookie, and never what is here. */

/** Where the page keeps its key: storage belongs to one origin, port included. */
export const keyPlace = 'backoffice.key';
/** What the line speaks; the key goes beside it as a second protocol, for a page can set no header of a WebSocket. */
export const lineProtocol = 'backoffice';
/** Where a page asks, with its key as bearer, whether it is let in: `true` or `false`. Relative to the page. */
export const askWhetherLetIn = 'let-in';
