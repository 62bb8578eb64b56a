"""What is SageMaker's own in what runs: its Python, its folders, its files, its figures."""
