-- How many appointments are cancelled in their last day, after the reminder went out?
SELECT
    provider,
    count(*) AS cancelled,
    count_if(starts_at < occurred_at + INTERVAL '1' DAY) AS in_the_last_day,
    round(avg(date_diff('minute', occurred_at, starts_at)) / 1440, 1) AS mean_days_before
FROM business_events
WHERE event = 'AppointmentCancelled'
GROUP BY provider
ORDER BY in_the_last_day DESC, provider
