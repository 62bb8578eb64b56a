-- How late are the worst departures of each airport, not only the mean one?
SELECT
    origin,
    count(*) AS flights,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY dep_delay) AS median,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY dep_delay) AS ninth_tenth,
    percentile_cont(0.99) WITHIN GROUP (ORDER BY dep_delay) AS last_hundredth
FROM analytics.flights
WHERE dep_delay IS NOT NULL
GROUP BY origin
ORDER BY origin;
