-- Where are events kept, so that all that is of one booking lies together?
-- The columns are those of the curated files, in their order, as COPY of Parquet needs.
CREATE TABLE IF NOT EXISTS analytics.business_events (
    event_id VARCHAR(256) NOT NULL,
    event VARCHAR(256),
    source VARCHAR(256),
    account VARCHAR(32),
    region VARCHAR(32),
    occurred_at TIMESTAMP,
    reference VARCHAR(256),
    locale VARCHAR(32),
    city VARCHAR(256),
    room_type VARCHAR(256),
    check_in DATE,
    nights INTEGER,
    price DECIMAL(12, 2),
    currency VARCHAR(8),
    provider VARCHAR(256),
    starts_at TIMESTAMP,
    moved_from TIMESTAMP,
    time_zone VARCHAR(64),
    more SUPER
)
DISTSTYLE KEY
DISTKEY (reference)
SORTKEY (occurred_at);
