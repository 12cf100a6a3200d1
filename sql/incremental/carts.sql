-- Keeps carts_copy like carts by what changed since the last time, however long ago that was within the time that
-- tombstones are kept. See "Incremental models" in sql/README.md. The copy was made empty, with the same primary key:
-- CREATE TABLE carts_copy (LIKE carts INCLUDING INDEXES); ALTER TABLE carts_copy DROP COLUMN commit_seq;

-- All of this sees one commit.
BEGIN ISOLATION LEVEL REPEATABLE READ;

-- Rows that left one by one.
DELETE FROM carts_copy AS copy
USING tombstones AS gone, jsonb_populate_record(NULL::carts, gone.key) AS former
WHERE gone.table_name = 'carts' AND copy.changed_at < gone.deleted_at
  AND (copy.metric, copy.cart_id, copy.user_id) = (former.metric, former.cart_id, former.user_id);

-- Rows that left all at once: those of a definition, or all of them.
DELETE FROM carts_copy AS copy
USING tombstones AS gone
WHERE gone.table_name = 'carts' AND copy.changed_at < gone.deleted_at AND gone.key - 'metric' = '{}'
  AND coalesce(gone.key ->> 'metric', copy.metric) = copy.metric;

-- Rows of users who were deleted: their ids are nowhere any more, but hashes of them are.
DELETE FROM carts_copy AS copy
USING tombstones AS gone
WHERE gone.table_name = 'carts' AND copy.changed_at < gone.deleted_at
  AND gone.key ->> 'subject_hash' = encode(sha256(convert_to(copy.user_id, 'UTF8')), 'hex');

-- Rows that came or changed.
INSERT INTO carts_copy (
  metric, cart_id, user_id, state, currency, items, amount, created_at, last_activity_at, closed_at,
  recovered, over_removed, mixed_currencies, order_id, gross, refunded, checkout_at,
  changed_at)
SELECT
  metric, cart_id, user_id, state, currency, items, amount, created_at, last_activity_at, closed_at,
  recovered, over_removed, mixed_currencies, order_id, gross, refunded, checkout_at,
  changed_at
FROM carts
WHERE changed_at > (SELECT coalesce(max(changed_at), '-infinity') FROM carts_copy)
ON CONFLICT (metric, cart_id, user_id) DO UPDATE SET
  state = EXCLUDED.state, currency = EXCLUDED.currency, items = EXCLUDED.items,
  amount = EXCLUDED.amount, created_at = EXCLUDED.created_at,
  last_activity_at = EXCLUDED.last_activity_at, closed_at = EXCLUDED.closed_at,
  recovered = EXCLUDED.recovered, over_removed = EXCLUDED.over_removed,
  mixed_currencies = EXCLUDED.mixed_currencies, order_id = EXCLUDED.order_id, gross = EXCLUDED.gross,
  refunded = EXCLUDED.refunded, checkout_at = EXCLUDED.checkout_at,
  changed_at = EXCLUDED.changed_at;

COMMIT;
