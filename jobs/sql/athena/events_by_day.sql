-- What happened on each day, and on which days did less happen than the week before?
WITH daily AS (
    SELECT date, event, count(*) AS events
    FROM business_events
    GROUP BY date, event
)
SELECT
    date,
    event,
    events,
    events - lag(events, 7) OVER (PARTITION BY event ORDER BY date) AS more_than_a_week_before
FROM daily
ORDER BY date, event
