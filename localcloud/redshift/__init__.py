"""Amazon Redshift Serverless and the Redshift Data API, on a PostgreSQL of this machine.

There is one server for a cloud, started at the first statement; each namespace has databases of its
own in it. Statements are translated; what would mean something else in PostgreSQL is refused by
name.
"""
