-- What became of each booking of a room?
WITH cancelled AS (
    SELECT reference, min(occurred_at) AS occurred_at
    FROM business_events
    WHERE event = 'BookingCancelled'
    GROUP BY reference
)
SELECT
    confirmed.reference,
    confirmed.city,
    confirmed.room_type,
    confirmed.check_in,
    confirmed.nights,
    confirmed.price,
    confirmed.currency,
    confirmed.occurred_at AS booked_at,
    cancelled.occurred_at AS cancelled_at
FROM business_events AS confirmed
LEFT JOIN cancelled ON cancelled.reference = confirmed.reference
WHERE confirmed.event = 'BookingConfirmed'
