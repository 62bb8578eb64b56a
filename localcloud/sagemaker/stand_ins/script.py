"""What the XGBoost container does where a script of one's own has no function for it."""

from __future__ import annotations

import textwrap
from typing import Any

from sagemaker_inference import encoder
from sagemaker_inference.default_inference_handler import DefaultInferenceHandler


class InferenceHandler(DefaultInferenceHandler):  # type: ignore[misc]  # AWS's class is untyped
    """The default functions; a script that has its own never loads XGBoost through them."""

    def default_model_fn(self, model_dir: str, context: Any = None) -> Any:
        """There is none: a script has to load its model."""
        del model_dir, context
        raise NotImplementedError(
            textwrap.dedent(
                """
                Please provide a model_fn implementation.
                See documentation for model_fn at https://github.com/aws/sagemaker-python-sdk
                """
            )
        )

    def default_input_fn(self, input_data: Any, content_type: str, context: Any = None) -> Any:
        """A DMatrix."""
        del context
        from localcloud.sagemaker.stand_ins.xgboost_data import request_data

        return request_data(input_data, content_type)

    def default_predict_fn(self, data: Any, model: Any, context: Any = None) -> Any:
        """The booster's prediction."""
        del context
        return model.predict(data, validate_features=False)

    def default_output_fn(self, prediction: Any, accept: str, context: Any = None) -> Any:
        """JSON, CSV or NPY."""
        del context
        encoded = encoder.encode(prediction, accept)
        return encoded.encode() if isinstance(encoded, str) else encoded
