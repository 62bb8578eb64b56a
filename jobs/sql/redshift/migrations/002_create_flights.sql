-- Where are flights kept for questions that are asked many times a day?
-- The columns are those of the curated files, in their order, as COPY of Parquet needs.
CREATE TABLE IF NOT EXISTS analytics.flights (
    flight_id VARCHAR(64) NOT NULL,
    flight_date DATE,
    carrier VARCHAR(8),
    carrier_name VARCHAR(256),
    flight INTEGER,
    tailnum VARCHAR(16),
    manufacturer VARCHAR(256),
    model VARCHAR(256),
    seats INTEGER,
    origin VARCHAR(8),
    origin_name VARCHAR(256),
    dest VARCHAR(8),
    dest_name VARCHAR(256),
    distance INTEGER,
    scheduled_departure TIMESTAMP,
    departure TIMESTAMP,
    scheduled_arrival_time VARCHAR(5),
    arrival_time VARCHAR(5),
    dep_delay INTEGER,
    arr_delay INTEGER,
    air_time INTEGER,
    cancelled BOOLEAN,
    hour INTEGER,
    temp DOUBLE PRECISION,
    humid DOUBLE PRECISION,
    wind_speed DOUBLE PRECISION,
    wind_gust DOUBLE PRECISION,
    precip DOUBLE PRECISION,
    pressure DOUBLE PRECISION,
    visib DOUBLE PRECISION,
    more SUPER
)
DISTSTYLE EVEN
COMPOUND SORTKEY (flight_date, carrier);
