"""EMR on EC2: clusters that are recorded, and whose Spark steps run on this machine."""
