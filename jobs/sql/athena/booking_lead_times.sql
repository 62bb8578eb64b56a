-- How long before they arrive do guests book, in each city?
SELECT
    city,
    count(*) AS bookings,
    round(avg(date_diff('day', date_trunc('day', occurred_at), CAST(check_in AS timestamp))), 1)
        AS mean_days,
    approx_percentile(
        date_diff('day', date_trunc('day', occurred_at), CAST(check_in AS timestamp)), 0.5
    ) AS median_days,
    count_if(date_diff('day', date_trunc('day', occurred_at), CAST(check_in AS timestamp)) < 7)
        AS within_a_week
FROM business_events
WHERE event = 'BookingConfirmed'
GROUP BY city
ORDER BY bookings DESC, city
