import type { ClientContext, ClientLink } from '@orpc/client';

/** An open line, until `broken`. */
export interface OpenedLine {
  readonly link: ClientLink<ClientContext>;
  readonly broken: AbortSignal;
}

/** The other side is there and has not let this window in: it was started anew, or never did. */
export class NotLetIn extends Error {
  override readonly name = 'NotLetIn';
}
