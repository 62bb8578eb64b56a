-- How does a day of events come from the lake, also when it comes again?
-- {curated} is the curated layer's root without a slash at its end, {role} the role of the
-- namespace, {date} the day. Both statements are one transaction.
DELETE FROM analytics.business_events
WHERE occurred_at >= CAST('{date}' AS DATE) AND occurred_at < CAST('{date}' AS DATE) + 1;

COPY analytics.business_events
FROM '{curated}/business_events/date={date}/'
IAM_ROLE '{role}'
FORMAT AS PARQUET
SERIALIZETOJSON;
