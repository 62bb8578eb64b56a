"""The data lake as engines read it: Glue's catalog, partitions, and the objects of S3.

Athena and Redshift read tables through it, and write them.
"""
