"""What runs jobs and endpoints: the Python environment, processes, files, logs, figures."""
