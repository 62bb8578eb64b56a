-- What do rain, wind and poor sight cost in minutes and in cancelled flights?
WITH weather AS (
    SELECT
        CASE
            WHEN visib < 3 THEN 'poor sight'
            WHEN precip > 0 THEN 'rain or snow'
            WHEN wind_speed > 20 THEN 'strong wind'
            WHEN temp IS NULL THEN 'not known'
            ELSE 'fair'
        END AS weather,
        dep_delay,
        cancelled
    FROM flights
)
SELECT
    weather,
    count(*) AS flights,
    round(avg(dep_delay), 1) AS mean_delay,
    round(100.0 * count_if(cancelled) / count(*), 1) AS cancelled_percent
FROM weather
GROUP BY weather
ORDER BY mean_delay DESC
