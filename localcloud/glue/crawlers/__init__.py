"""Crawlers: what lies in S3 becomes tables and partitions of the catalog."""
