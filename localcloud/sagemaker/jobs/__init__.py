"""Training, processing, transform and tuning jobs: what they run, and the operations on them."""
