"""EMR Serverless: applications, and Spark jobs that run on this machine."""
