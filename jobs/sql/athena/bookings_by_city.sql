-- How many rooms does each city sell, for how many nights and how much money?
SELECT
    city,
    currency,
    count(*) AS bookings,
    sum(nights) AS nights,
    sum(price) AS revenue,
    round(CAST(sum(price) AS double) / sum(nights), 2) AS price_of_a_night
FROM business_events
WHERE event = 'BookingConfirmed'
GROUP BY city, currency
ORDER BY revenue DESC
