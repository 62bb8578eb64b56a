"""Apache Spark on this machine: what Glue's jobs and EMR's run on."""
