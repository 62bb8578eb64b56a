-- In which languages do people book rooms and appointments, week by week?
SELECT
    CAST(date_trunc('week', occurred_at) AS date) AS week,
    source,
    locale,
    count(*) AS bookings
FROM business_events
WHERE event IN ('BookingConfirmed', 'AppointmentBooked')
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3
