-- Which airlines make up for a late departure in the air, by the length of the flight?
SELECT
    carrier_name,
    CASE
        WHEN distance < 500 THEN 'below 500 miles'
        WHEN distance < 1500 THEN '500 to 1499 miles'
        ELSE '1500 miles and more'
    END AS length,
    count(*) AS late_flights,
    round(avg(dep_delay - arr_delay), 1) AS minutes_made_up
FROM flights
WHERE dep_delay > 15 AND arr_delay IS NOT NULL
GROUP BY 1, 2
HAVING count(*) >= 30
ORDER BY minutes_made_up DESC
