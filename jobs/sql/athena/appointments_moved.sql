-- How often are appointments moved, and by how many days, at each provider?
SELECT
    provider,
    count_if(event = 'AppointmentBooked') AS booked,
    count_if(event = 'AppointmentMoved') AS moved,
    count_if(event = 'AppointmentCancelled') AS cancelled,
    round(avg(date_diff('minute', moved_from, starts_at)) / 1440, 1) AS mean_days_later
FROM business_events
WHERE event IN ('AppointmentBooked', 'AppointmentMoved', 'AppointmentCancelled')
GROUP BY provider
ORDER BY provider
