"""Amazon SageMaker: jobs, tuning, models and endpoints that run the deployed code for real.

Jobs and endpoints are processes of their own, on a Python environment of their own (see
``engine.python``), in a folder that stands for ``/opt/ml`` of a container. Scripts run through
AWS's own toolkits; XGBoost is itself; what stands in for another algorithm says so in its log.
What AWS leaves undocumented is decided in ``gaps``.

This module imports nothing: what runs in the other environment (``stand_ins``) lies below it.
"""
