-- Which share of bookings is cancelled, how long after, and what is lost by it?
WITH confirmed AS (
    SELECT reference, city, price, occurred_at
    FROM business_events
    WHERE event = 'BookingConfirmed'
),
cancelled AS (
    SELECT reference, min(occurred_at) AS occurred_at
    FROM business_events
    WHERE event = 'BookingCancelled'
    GROUP BY reference
)
SELECT
    confirmed.city,
    count(*) AS bookings,
    count(cancelled.reference) AS cancelled,
    round(100.0 * count(cancelled.reference) / count(*), 1) AS cancelled_percent,
    round(avg(date_diff('minute', confirmed.occurred_at, cancelled.occurred_at)) / 60, 1)
        AS mean_hours,
    sum(CASE WHEN cancelled.reference IS NOT NULL THEN confirmed.price END) AS revenue_lost
FROM confirmed
LEFT JOIN cancelled ON cancelled.reference = confirmed.reference
GROUP BY confirmed.city
ORDER BY cancelled_percent DESC, confirmed.city
