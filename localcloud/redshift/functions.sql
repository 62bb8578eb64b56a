-- The functions of Redshift that PostgreSQL lacks, or has with another result. The schema comes
-- before PostgreSQL's own in the search path.
CREATE SCHEMA redshift;

-- An average of whole numbers is a whole number.
CREATE FUNCTION redshift.average_step(numeric[], bigint) RETURNS numeric[] LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT ARRAY[$1[1] + $2, $1[2] + 1]';
CREATE FUNCTION redshift.average_end(numeric[]) RETURNS bigint LANGUAGE sql IMMUTABLE AS
  'SELECT CASE WHEN $1[2] > 0 THEN trunc($1[1] / $1[2])::bigint END';
CREATE AGGREGATE redshift.avg(bigint) (SFUNC = redshift.average_step, STYPE = numeric[], FINALFUNC = redshift.average_end, INITCOND = '{0,0}');
CREATE FUNCTION redshift.average_step(numeric[], integer) RETURNS numeric[] LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT ARRAY[$1[1] + $2, $1[2] + 1]';
CREATE AGGREGATE redshift.avg(integer) (SFUNC = redshift.average_step, STYPE = numeric[], FINALFUNC = redshift.average_end, INITCOND = '{0,0}');

CREATE FUNCTION redshift.round(double precision, integer) RETURNS double precision LANGUAGE sql IMMUTABLE AS
  'SELECT pg_catalog.round($1::numeric, $2)::double precision';
CREATE FUNCTION redshift.getdate() RETURNS timestamp LANGUAGE sql STABLE AS 'SELECT localtimestamp(0)';
CREATE FUNCTION redshift.len(text) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT length($1)';
CREATE FUNCTION redshift.charindex(text, text) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT strpos($2, $1)';
CREATE FUNCTION redshift.nvl2(anyelement, anyelement, anyelement) RETURNS anyelement LANGUAGE sql IMMUTABLE AS
  'SELECT CASE WHEN $1 IS NOT NULL THEN $2 ELSE $3 END';
CREATE FUNCTION redshift.json_parse(text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS 'SELECT $1::jsonb';
CREATE FUNCTION redshift.json_serialize(jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1::text';
CREATE FUNCTION redshift.json_extract_path_text(text, VARIADIC text[]) RETURNS text LANGUAGE sql IMMUTABLE AS
  'SELECT $1::jsonb #>> $2';
CREATE FUNCTION redshift.last_day(date) RETURNS date LANGUAGE sql IMMUTABLE AS
  'SELECT (date_trunc(''month'', $1) + interval ''1 month'' - interval ''1 day'')::date';

-- How many bounds of a unit lie between two moments; weeks begin on Sunday.
CREATE FUNCTION redshift.date_difference(text, timestamp, timestamp) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN $1 IN ('second', 'minute', 'hour') THEN
      (extract(epoch FROM date_trunc($1, $3) - date_trunc($1, $2)) / CASE $1 WHEN 'second' THEN 1 WHEN 'minute' THEN 60 ELSE 3600 END)::bigint
    WHEN $1 = 'day' THEN $3::date - $2::date
    WHEN $1 = 'week' THEN
      (($3::date - extract(dow FROM $3)::int) - ($2::date - extract(dow FROM $2)::int)) / 7
    WHEN $1 = 'month' THEN
      (extract(year FROM $3) - extract(year FROM $2)) * 12 + extract(month FROM $3) - extract(month FROM $2)
    WHEN $1 = 'quarter' THEN
      (extract(year FROM $3) - extract(year FROM $2)) * 4 + extract(quarter FROM $3) - extract(quarter FROM $2)
    WHEN $1 = 'year' THEN extract(year FROM $3) - extract(year FROM $2)
  END::bigint
$$;
