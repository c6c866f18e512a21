import type { RefusalArgs, RefusalCode } from '../shared/contract/base.ts';

/** Something a person can act on: the client says it in words from `code` and `args`. Never carries a secret. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly args: RefusalArgs;

  constructor(code: RefusalCode, args: RefusalArgs = {}) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.args = args;
  }
}

/** Asked before each sending of a write: why it may not be sent just now; null when it may. */
export type WhyNot = () => Refusal | null | Promise<Refusal | null>;
