-- On which twenty routes do passengers arrive latest, among those flown at least daily?
SELECT
    origin,
    dest,
    max(dest_name) AS destination,
    count(*) AS flights,
    round(avg(arr_delay), 1) AS mean_arrival_delay,
    round(avg(arr_delay) FILTER (WHERE arr_delay > 0), 1) AS mean_of_the_late,
    round(100.0 * count_if(arr_delay > 30) / count(arr_delay), 1) AS over_half_an_hour_percent
FROM flights
GROUP BY origin, dest
HAVING count(*) >= count(DISTINCT flight_date) AND count(DISTINCT flight_date) >= 28
ORDER BY mean_arrival_delay DESC
LIMIT 20
