const open = "('question', 'pending', 'rejected', 'sent', 'unknown')";

/**
 * Lines of bookings that are open say so themselves: what a position's target is must not cost more with every order its article has ever
 * been in. Triggers keep it so, whoever changes a booking's state.
 */
export const openLines = {
  version: 260,
  sql: `
ALTER TABLE booking_line ADD COLUMN is_open INTEGER NOT NULL DEFAULT 0;
UPDATE booking_line SET is_open = 1 WHERE booking_id IN (SELECT booking_id FROM booking WHERE state IN ${open});
DROP INDEX booking_line_article;
CREATE INDEX booking_line_open ON booking_line (article_number) WHERE is_open = 1;
CREATE TRIGGER booking_line_added AFTER INSERT ON booking_line
WHEN (SELECT state IN ${open} FROM booking WHERE booking_id = NEW.booking_id) BEGIN
  UPDATE booking_line SET is_open = 1 WHERE booking_id = NEW.booking_id AND article_number = NEW.article_number; END;
CREATE TRIGGER booking_line_moved AFTER UPDATE OF booking_id ON booking_line BEGIN
  UPDATE booking_line SET is_open = (SELECT state IN ${open} FROM booking WHERE booking_id = NEW.booking_id)
  WHERE booking_id = NEW.booking_id AND article_number = NEW.article_number; END;
CREATE TRIGGER booking_opened_or_closed AFTER UPDATE OF state ON booking
WHEN (OLD.state IN ${open}) <> (NEW.state IN ${open}) BEGIN
  UPDATE booking_line SET is_open = NEW.state IN ${open} WHERE booking_id = NEW.booking_id; END;
`,
} as const;
