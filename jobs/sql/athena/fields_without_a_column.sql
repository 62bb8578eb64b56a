-- Which fields do events carry that the table has no column for yet?
SELECT
    event,
    field,
    count(*) AS events,
    min(date) AS first_seen
FROM business_events
CROSS JOIN UNNEST(map_keys(more)) AS fields (field)
GROUP BY event, field
ORDER BY events DESC, event, field
