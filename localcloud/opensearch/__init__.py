"""Amazon OpenSearch Service: each domain answers on a port of this machine.

Behind it is osmem-server, which keeps all in memory: templates, bulks, aliases, queries,
aggregations. It has no index state management, no ingest pipelines, no vectors, no Dashboards.
"""
