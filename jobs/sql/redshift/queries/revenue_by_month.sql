-- What does each city earn in a month, without what was cancelled, and since the year began?
WITH monthly AS (
    SELECT
        city,
        currency,
        date_trunc('month', check_in) AS month,
        sum(CASE WHEN cancelled_at IS NULL THEN price ELSE 0 END) AS revenue,
        count(cancelled_at) AS cancelled,
        count(*) AS bookings
    FROM analytics.bookings
    GROUP BY city, currency, date_trunc('month', check_in)
)
SELECT
    city,
    currency,
    month,
    bookings,
    cancelled,
    revenue,
    sum(revenue) OVER (
        PARTITION BY city, currency, date_part('year', month)
        ORDER BY month
        ROWS UNBOUNDED PRECEDING
    ) AS revenue_since_january
FROM monthly
ORDER BY city, currency, month;
