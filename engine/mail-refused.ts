/** `login`: it does not take name and password. `encryption`: it offers none. `message`: it takes neither sender, receiver nor text. */
type WhyRefused = 'login' | 'encryption' | 'message';

/** A mail server has said no. Its words may name people and are not kept. */
export class MailRefused extends Error {
  readonly reason: WhyRefused;
  /** What it answered, `550`; null: nothing, it lacks what we need. */
  readonly status: number | null;

  constructor(reason: WhyRefused, status: number | null) {
    super(`mail refused (${reason} ${status ?? ''})`);
    this.name = 'MailRefused';
    this.reason = reason;
    this.status = status;
  }
}
