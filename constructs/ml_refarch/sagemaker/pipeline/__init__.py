"""What makes models: a pipeline that trains, judges, registers and deploys."""

from .training_pipeline import TrainingPipeline

__all__ = ["TrainingPipeline"]
