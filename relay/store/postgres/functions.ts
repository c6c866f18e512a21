/**
 * What deliveries and acknowledgements do in the database, each as one question, so that a tenant's row is held for no round trip. They follow
 * the rules of `tenant-state.ts`; a new version of one is a new step of the migrations.
 */

/**
 * Keeps a batch of deliveries.
 *
 * The numbers come from the tenant's locked row, not from a sequence: a sequence gives out numbers in another order than
 * transactions commit, and a reader with a cursor then passes over an event that was not visible yet. Tenants are locked in one order
 * whoever asks. What is known already is looked up in a statement of its own: it must see what was committed before the lock.
 * Answers a row for each delivery whose tenant is there, `n` from 1, with how much the tenant holds afterwards.
 */
export const appendSql = `
CREATE OR REPLACE FUNCTION relay_append(
  tenant_ids text[], keys bytea[], received bigint[], sizes bigint[], header_texts text[], bodies bytea[]
) RETURNS TABLE (n bigint, is_stored boolean, held_events bigint, held_bytes bigint) LANGUAGE plpgsql AS $body$
BEGIN
  PERFORM 1 FROM tenant WHERE tenant_id = ANY(tenant_ids) ORDER BY tenant_no FOR UPDATE;
  RETURN QUERY
  WITH asked AS (
    SELECT given.n, tenant.tenant_no, tenant.head, tenant.floor, tenant.bytes AS held, given.key, given.received_at,
      given.bytes, given.headers, given.body, row_number() OVER (PARTITION BY tenant.tenant_no, given.key ORDER BY given.n) AS nth
    FROM unnest(tenant_ids, keys, received, sizes, header_texts, bodies)
      WITH ORDINALITY AS given (tenant_id, key, received_at, bytes, headers, body, n)
    JOIN tenant USING (tenant_id)
  ), fresh AS (
    SELECT asked.*, asked.head + row_number() OVER (PARTITION BY asked.tenant_no ORDER BY asked.n) AS seq FROM asked
    WHERE nth = 1 AND (SELECT 1 FROM event WHERE event.tenant_no = asked.tenant_no AND event.key = asked.key) IS NULL
  ), put AS (
    INSERT INTO event (tenant_no, seq, key, received_at, bytes, headers, body)
    SELECT fresh.tenant_no, fresh.seq, fresh.key, fresh.received_at, fresh.bytes, fresh.headers, fresh.body FROM fresh
  ), sums AS (
    SELECT fresh.tenant_no, max(fresh.seq) AS head, sum(fresh.bytes)::bigint AS bytes,
      (array_agg(fresh.received_at ORDER BY fresh.n DESC))[1] AS last FROM fresh GROUP BY fresh.tenant_no
  ), counted AS (
    UPDATE tenant SET head = sums.head, bytes = tenant.bytes + sums.bytes, last_received_at = sums.last
    FROM sums WHERE tenant.tenant_no = sums.tenant_no
  )
  SELECT asked.n, fresh.n IS NOT NULL, coalesce(sums.head, asked.head) - asked.floor, asked.held + coalesce(sums.bytes, 0)
  FROM asked LEFT JOIN fresh ON fresh.n = asked.n LEFT JOIN sums ON sums.tenant_no = asked.tenant_no;
END
$body$;
`;

/** Erases what is acknowledged, at most `part` events of it, under the newest epoch only. Answers the tenant as it is then. */
export const acknowledgeSql = `
CREATE OR REPLACE FUNCTION relay_acknowledge(whose text, through bigint, under bigint, part bigint, instant bigint)
RETURNS SETOF tenant LANGUAGE plpgsql AS $body$
DECLARE
  known tenant%ROWTYPE;
  up_to bigint;
  freed bigint;
BEGIN
  SELECT * INTO known FROM tenant WHERE tenant_id = whose FOR UPDATE;
  IF NOT FOUND THEN RETURN; END IF;
  IF known.epoch = under THEN
    up_to := greatest(known.acknowledged, least(through, known.head, known.floor + part));
    WITH buried AS (
      UPDATE event SET headers = NULL, body = NULL, gone_at = instant
      WHERE event.tenant_no = known.tenant_no AND event.seq > known.floor AND event.seq <= up_to RETURNING event.bytes
    ) SELECT coalesce(sum(buried.bytes), 0)::bigint INTO freed FROM buried;
    known.acknowledged := up_to;
    known.floor := greatest(known.floor, up_to);
    known.bytes := known.bytes - freed;
    IF known.gap_through <= up_to THEN
      known.gap_through := NULL; known.gap_dropped := NULL; known.gap_reason := NULL; known.gap_at := NULL;
    END IF;
    UPDATE tenant SET acknowledged = known.acknowledged, floor = known.floor, bytes = known.bytes, gap_through = known.gap_through,
      gap_dropped = known.gap_dropped, gap_reason = known.gap_reason, gap_at = known.gap_at
    WHERE tenant.tenant_no = known.tenant_no;
  END IF;
  RETURN NEXT known;
END
$body$;
`;
