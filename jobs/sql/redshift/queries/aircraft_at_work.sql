-- Which aircraft fly the most seats over the most miles?
SELECT
    tailnum,
    max(manufacturer) AS manufacturer,
    max(model) AS model,
    max(seats) AS seats,
    count(*) AS flights,
    sum(CAST(distance AS BIGINT)) AS miles,
    sum(CAST(distance AS BIGINT) * seats) AS seat_miles
FROM analytics.flights
WHERE NOT cancelled AND seats IS NOT NULL
GROUP BY tailnum
ORDER BY seat_miles DESC
LIMIT 25;
