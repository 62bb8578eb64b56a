-- In which months are departures late, and how many flights are cancelled?
SELECT
    month,
    count(*) AS flights,
    round(avg(dep_delay), 1) AS mean_departure_delay,
    round(avg(arr_delay), 1) AS mean_arrival_delay,
    round(100.0 * count_if(dep_delay > 15) / count(dep_delay), 1) AS late_percent,
    count_if(cancelled) AS cancelled
FROM flights
GROUP BY month
ORDER BY month
