"""What a person can try: each architecture on the local cloud, or deployed to an AWS account."""
