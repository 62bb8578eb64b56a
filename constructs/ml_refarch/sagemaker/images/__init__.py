"""The container images that SageMaker runs."""

from .container_image import ContainerImage, OwnImage, PublishedImage

__all__ = ["ContainerImage", "OwnImage", "PublishedImage"]
