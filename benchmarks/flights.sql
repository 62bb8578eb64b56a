-- What jobs/curate_flights.py makes of the raw flights, for DuckDB: the same types, joins and
-- partitions, and of a flight that is there twice the last row; broken records are only left out.
COPY (
    WITH raw AS (
        SELECT *, regexp_extract(filename, '/flown=([^/]*)/', 1) AS part
        FROM read_csv(
            '{raw}/flights/flown=*/*.csv.gz',
            all_varchar = true, nullstr = 'NA', filename = true, hive_partitioning = false
        )
    ),
    typed AS (
        SELECT
            carrier, tailnum, origin, dest, part, filename,
            try_cast(flight AS INTEGER) AS flight,
            try_cast(distance AS INTEGER) AS distance,
            try_cast(dep_time AS INTEGER) AS dep_time,
            try_cast(sched_dep_time AS INTEGER) AS sched_dep_time,
            try_cast(arr_time AS INTEGER) AS arr_time,
            try_cast(sched_arr_time AS INTEGER) AS sched_arr_time,
            try_cast(dep_delay AS INTEGER) AS dep_delay,
            try_cast(arr_delay AS INTEGER) AS arr_delay,
            try_cast(air_time AS INTEGER) AS air_time,
            try_cast(hour AS INTEGER) AS hour,
            try_cast(time_hour AS TIMESTAMP) AS time_hour,
            try_cast("year" || '-' || lpad("month", 2, '0') || '-' || lpad("day", 2, '0') AS DATE)
                AS flight_date
        FROM raw
    ),
    timed AS (
        SELECT
            *,
            carrier || flight || '-' || origin || '-' || strftime(time_hour, '%Y-%m-%dT%HZ')
                AS flight_id,
            flight_date + to_minutes(sched_dep_time // 100 * 60 + sched_dep_time % 100)
                AS scheduled_departure
        FROM typed
    ),
    once AS (
        SELECT *
        FROM timed
        WHERE flight_id IS NOT NULL AND strftime(scheduled_departure, '%Y-%m') = part
        QUALIFY row_number() OVER (PARTITION BY flight_id ORDER BY filename DESC) = 1
    ),
    weather AS (
        SELECT
            origin, try_cast(time_hour AS TIMESTAMP) AS time_hour,
            try_cast("temp" AS DOUBLE) AS "temp", try_cast(humid AS DOUBLE) AS humid,
            try_cast(wind_speed AS DOUBLE) AS wind_speed, try_cast(wind_gust AS DOUBLE) AS wind_gust,
            try_cast(precip AS DOUBLE) AS precip, try_cast(pressure AS DOUBLE) AS pressure,
            try_cast(visib AS DOUBLE) AS visib
        FROM read_csv('{raw}/weather/*.csv', all_varchar = true, nullstr = 'NA')
        QUALIFY row_number() OVER (
            PARTITION BY origin, time_hour ORDER BY "temp", humid, wind_speed
        ) = 1
    )
    SELECT
        once.flight_id, once.flight_date, once.carrier, airlines.name AS carrier_name,
        once.flight, once.tailnum, planes.manufacturer, planes.model,
        try_cast(planes.seats AS INTEGER) AS seats,
        once.origin, departed.name AS origin_name, once.dest, reached.name AS dest_name,
        once.distance, once.scheduled_departure,
        once.scheduled_departure + to_minutes(once.dep_delay) AS departure,
        printf('%02d:%02d', once.sched_arr_time // 100, once.sched_arr_time % 100)
            AS scheduled_arrival_time,
        printf('%02d:%02d', once.arr_time // 100, once.arr_time % 100) AS arrival_time,
        once.dep_delay, once.arr_delay, once.air_time, once.dep_time IS NULL AS cancelled,
        once.hour, weather.* EXCLUDE (origin, time_hour),
        MAP {{}}::MAP(VARCHAR, VARCHAR) AS more, once.part AS "month"
    FROM once
    LEFT JOIN read_csv('{raw}/airlines/*.csv', all_varchar = true, nullstr = 'NA') AS airlines
        USING (carrier)
    LEFT JOIN read_csv('{raw}/planes/*.csv', all_varchar = true, nullstr = 'NA') AS planes
        ON planes.tailnum = once.tailnum
    LEFT JOIN read_csv('{raw}/airports/*.csv', all_varchar = true, nullstr = 'NA') AS departed
        ON departed.faa = once.origin
    LEFT JOIN read_csv('{raw}/airports/*.csv', all_varchar = true, nullstr = 'NA') AS reached
        ON reached.faa = once.dest
    LEFT JOIN weather ON weather.origin = once.origin AND weather.time_hour = once.time_hour
) TO '{target}' (FORMAT PARQUET, PARTITION_BY ("month"), OVERWRITE_OR_IGNORE)
