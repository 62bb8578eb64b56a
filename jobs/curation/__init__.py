"""From raw files to tables that can be asked: what the jobs of the lake have in common.

Travels to Glue as a zip file (``--extra-py-files``), and so to EMR Serverless (``--py-files``).
"""
