"""What jobs and servers of the local cloud run as: processes of their own, and their logs."""
