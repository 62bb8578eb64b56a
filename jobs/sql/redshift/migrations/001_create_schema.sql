-- Where do the tables of this project live?
CREATE SCHEMA IF NOT EXISTS analytics;
