-- Which ten days were the worst to fly, and what was the weather?
SELECT
    flight_date,
    day_of_week(flight_date) AS day_of_week,
    count(*) AS flights,
    count_if(cancelled) AS cancelled,
    round(avg(dep_delay), 1) AS mean_delay,
    round(avg(precip), 3) AS mean_precipitation,
    round(min(visib), 1) AS least_sight
FROM flights
GROUP BY flight_date
ORDER BY 100.0 * count_if(cancelled) / count(*) DESC, mean_delay DESC
LIMIT 10
