-- Which airlines were the most punctual in each month, and how did they move in the ranking?
WITH monthly AS (
    SELECT
        carrier_name,
        date_trunc('month', flight_date) AS month,
        avg(CASE WHEN arr_delay <= 15 THEN 100.0 ELSE 0.0 END) AS on_time_percent
    FROM analytics.flights
    WHERE arr_delay IS NOT NULL
    GROUP BY carrier_name, date_trunc('month', flight_date)
    HAVING count(*) >= 100
),
ranked AS (
    SELECT
        carrier_name,
        month,
        on_time_percent,
        rank() OVER (PARTITION BY month ORDER BY on_time_percent DESC) AS place
    FROM monthly
)
SELECT
    month,
    place,
    carrier_name,
    round(on_time_percent, 1) AS on_time_percent,
    lag(place) OVER (PARTITION BY carrier_name ORDER BY month) - place AS places_won
FROM ranked
ORDER BY month, place;
