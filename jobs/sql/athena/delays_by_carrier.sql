-- Which airlines leave New York late, how late, and how often?
SELECT
    carrier,
    carrier_name,
    count(*) AS flights,
    round(avg(dep_delay), 1) AS mean_delay,
    approx_percentile(dep_delay, 0.9) AS delay_of_the_worst_tenth,
    round(100.0 * count_if(dep_delay > 15) / count(dep_delay), 1) AS late_percent,
    round(100.0 * count_if(cancelled) / count(*), 1) AS cancelled_percent
FROM flights
GROUP BY carrier, carrier_name
ORDER BY mean_delay DESC
