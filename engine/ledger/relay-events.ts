import type { OurTime, ShopTime } from '../../shared/words/time.ts';
import type { Reader, Writer } from './database.ts';

/** What a webhook is about. `uninstalled` has no subject. */
export type HintKind =
  | 'order'
  | 'fulfillmentOrder'
  | 'level'
  | 'item'
  | 'itemGone'
  | 'location'
  | 'uninstalled';

/** A webhook as far as it is believed: where to look, never what is there. */
export interface Hint {
  readonly webhookId: string;
  readonly seq: number;
  readonly kind: HintKind;
  /** Gid of the order, fulfillment order, item or location. */
  readonly subject: string;
  /** Of a level, with what Shopify said it showed then. */
  readonly locationId: string | null;
  readonly available: number | null;
  /** Shopify's time; null where the webhook does not tell. A relay could change it where it stands in a header only. */
  readonly happenedAt: ShopTime | null;
  /** When the relay received it, by the relay's clock. */
  readonly receivedAt: OurTime;
}

/** Keeps a hint; false when this webhook was kept before. */
export function addHint(ledger: Writer, hint: Hint): boolean {
  const added = ledger.run(
    `INSERT INTO relay_event (webhook_id, seq, kind, subject, location_id, available, happened_at, received_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (webhook_id) DO NOTHING`,
    hint.webhookId,
    hint.seq,
    hint.kind,
    hint.subject,
    hint.locationId,
    hint.available,
    hint.happenedAt,
    hint.receivedAt,
  );
  return added > 0;
}

/** Hints of these kinds that nobody has followed yet, oldest first. */
export function waitingHints(ledger: Reader, kinds: readonly HintKind[], limit: number): Hint[] {
  return ledger.all<Hint>(
    `SELECT webhook_id AS webhookId, seq, kind, subject, location_id AS locationId, available,
            happened_at AS happenedAt, received_at AS receivedAt
     FROM relay_event WHERE looked_at IS NULL AND kind IN (${kinds.map(() => '?').join(', ')})
     ORDER BY seq LIMIT ?`,
    ...kinds,
    limit,
  );
}

export function countWaitingHints(ledger: Reader): number {
  return ledger.get<{ n: number }>('SELECT count(*) AS n FROM relay_event WHERE looked_at IS NULL')?.n ?? 0;
}

export function markHintsLooked(ledger: Writer, hints: readonly Hint[], at: OurTime): void {
  for (const { webhookId } of hints) {
    ledger.run('UPDATE relay_event SET looked_at = ? WHERE webhook_id = ?', at, webhookId);
  }
}

/** Forgets webhooks that were followed before `instant`: Shopify repeats one for hours, not for weeks. */
export function pruneHints(ledger: Writer, instant: OurTime): void {
  ledger.run('DELETE FROM relay_event WHERE looked_at < ?', instant);
}
