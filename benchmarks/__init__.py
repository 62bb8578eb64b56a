"""What it costs: time and size, measured side by side in one run. ``make bench``."""
