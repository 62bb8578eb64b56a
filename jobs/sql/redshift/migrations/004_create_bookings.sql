-- Which bookings stand now, whatever happened to them?
CREATE OR REPLACE VIEW analytics.bookings AS
SELECT
    confirmed.reference,
    confirmed.city,
    confirmed.room_type,
    confirmed.check_in,
    confirmed.nights,
    confirmed.price,
    confirmed.currency,
    confirmed.locale,
    confirmed.occurred_at AS booked_at,
    cancelled.occurred_at AS cancelled_at
FROM analytics.business_events AS confirmed
LEFT JOIN (
    SELECT reference, min(occurred_at) AS occurred_at
    FROM analytics.business_events
    WHERE event = 'BookingCancelled'
    GROUP BY reference
) AS cancelled ON cancelled.reference = confirmed.reference
WHERE confirmed.event = 'BookingConfirmed';
