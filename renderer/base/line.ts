import type { ClientContext, ClientLink } from '@orpc/client';

/** An open line, until `broken`. */
export interface OpenedLine {
  readonly link: ClientLink<ClientContext>;
  readonly broken: AbortSignal;
}
