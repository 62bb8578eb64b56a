-- How many appointments does each provider win and lose, week by week?
SELECT
    provider,
    date_trunc('week', occurred_at) AS week,
    sum(CASE WHEN event = 'AppointmentBooked' THEN 1 ELSE 0 END) AS booked,
    sum(CASE WHEN event = 'AppointmentMoved' THEN 1 ELSE 0 END) AS moved,
    sum(CASE WHEN event = 'AppointmentCancelled' THEN 1 ELSE 0 END) AS cancelled
FROM analytics.business_events
WHERE provider IS NOT NULL
GROUP BY provider, date_trunc('week', occurred_at)
ORDER BY provider, week;
