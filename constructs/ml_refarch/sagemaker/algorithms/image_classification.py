"""Image Classification: what is in a picture, by a convolutional network; trains on GPUs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .definition import JSON, JSON_LINES, RECORDIO, Channel, Definition
from .hyperparameters import OneOf, Real, Text, Value, Whole
from .instances import Instances

_PICTURES: Final = ("application/x-image", "image/jpeg", "image/png")
_TYPES: Final = (RECORDIO, *_PICTURES)
_LISTS: Final = ("application/x-image",)
_LARGE: Final = (18, 34, 50, 101, 152, 200)
_SMALL: Final = (20, 32, 44, 56, 110)
_SHARE: Final = Real(0, 1)


def _transfer(values: Mapping[str, Value]) -> str | None:
    layers = values.get("num_layers", 152)
    pretrained = str(values.get("use_pretrained_model", 0)) == "1"
    if pretrained and str(layers) not in {str(each) for each in _LARGE}:
        allowed = ", ".join(str(each) for each in _LARGE)
        return f"num_layers {layers} has no pretrained model: {allowed} have one"
    return None


IMAGE_CLASSIFICATION: Final = Definition(
    name="Image Classification",
    repository="image-classification",
    channels=(
        Channel("train", _TYPES, required=True),
        Channel("validation", _TYPES, required=True),
        Channel("train_lst", _LISTS),
        Channel("validation_lst", _LISTS),
        Channel("model", ("application/x-sagemaker-model",)),
    ),
    required=("num_classes", "num_training_samples"),
    hyperparameters={
        "num_classes": Whole(),
        "num_training_samples": Whole(),
        "augmentation_type": OneOf("crop", "crop_color", "crop_color_transform"),
        "beta_1": _SHARE,
        "beta_2": _SHARE,
        "checkpoint_frequency": Whole(),
        "early_stopping": OneOf("true", "false", "True", "False"),
        "early_stopping_min_epochs": Whole(),
        "early_stopping_patience": Whole(),
        "early_stopping_tolerance": _SHARE,
        "epochs": Whole(),
        "eps": _SHARE,
        "gamma": _SHARE,
        "image_shape": Text(
            r"\d+\s*,\s*\d+\s*,\s*\d+", "channels, height and width such as 3,224,224"
        ),
        "kv_store": OneOf("dist_sync", "dist_async"),
        "learning_rate": _SHARE,
        "lr_scheduler_factor": _SHARE,
        "lr_scheduler_step": Text(r"\d+(\s*,\s*\d+)*", "epochs separated by commas such as 10,20"),
        "mini_batch_size": Whole(),
        "momentum": _SHARE,
        "multi_label": OneOf(0, 1),
        "num_layers": OneOf(*sorted((*_LARGE, *_SMALL))),
        "optimizer": OneOf("sgd", "adam", "rmsprop", "nag"),
        "precision_dtype": OneOf("float32", "float16"),
        "resize": Whole(),
        "top_k": Whole(2),
        "use_pretrained_model": OneOf(0, 1),
        "use_weighted_loss": OneOf(0, 1),
        "weight_decay": _SHARE,
    },
    rules=(_transfer,),
    objectives={"validation:accuracy": "Maximize"},
    accepts=_PICTURES,
    answers=(JSON, JSON_LINES),
    source="https://docs.aws.amazon.com/sagemaker/latest/dg/image-classification.html",
    instances=Instances(cpu=False),
)
