-- How does a month of flights come from the lake, also when it comes again?
-- {curated} is the curated layer's root without a slash at its end, {role} the role of the
-- namespace, {month} the month, YYYY-MM. Both statements are one transaction.
DELETE FROM analytics.flights
WHERE to_char(flight_date, 'YYYY-MM') = '{month}';

COPY analytics.flights
FROM '{curated}/flights/month={month}/'
IAM_ROLE '{role}'
FORMAT AS PARQUET
SERIALIZETOJSON;
