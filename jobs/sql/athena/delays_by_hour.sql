-- How does the delay grow over the day, at each airport?
SELECT
    origin,
    hour,
    count(*) AS flights,
    round(avg(dep_delay), 1) AS mean_delay,
    approx_percentile(dep_delay, 0.5) AS median_delay
FROM flights
WHERE NOT cancelled
GROUP BY origin, hour
ORDER BY origin, hour
