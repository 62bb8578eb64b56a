"""Amazon QuickSight: data sets read what Athena answers; analyses and dashboards are recorded."""
