"""Puts requests to a model through AWS's inference toolkit: a JSON line in, a JSON line out.

The command line names the unpacked model. The toolkit is called as its model server calls it.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from sagemaker_inference.transformer import Transformer


class Context:
    """What a model server hands to the toolkit, and reads the head of the answer from."""

    def __init__(self, model_dir: str, headers: dict[str, str]) -> None:
        self.system_properties = {"model_dir": model_dir}
        self.request_processor = [self]
        self.status = 200
        self.content_type: str | None = None
        self._headers = headers

    def get_request_properties(self) -> dict[str, str]:
        """The request's headers."""
        return self._headers

    def set_response_content_type(self, _request: int, content_type: str) -> None:
        """Takes the answer's content type."""
        self.content_type = content_type

    def set_response_status(self, code: int, phrase: str) -> None:  # noqa: ARG002 - the toolkit's
        """Takes the answer's status."""
        self.status = code


def answer(transformer: Transformer, model_dir: str, given: dict[str, Any]) -> dict[str, Any]:
    """Puts a request to the model, as often as it asks to be put."""
    body = given.pop("body").encode()
    times = given.pop("times", 0)
    took = []
    for _ in range(max(times, 1)):
        context = Context(model_dir, given)
        started = time.process_time()
        replied = transformer.transform([{"body": body}], context)[0]
        took.append(1000 * (time.process_time() - started))
    if times:
        return {"milliseconds": took}
    return {"status": context.status, "body": replied, "content_type": context.content_type}


def main() -> None:
    """Serves until the input ends."""
    model_dir = sys.argv[1]
    sys.path.insert(0, f"{model_dir}/code")
    transformer = Transformer()
    for line in sys.stdin:
        json.dump(answer(transformer, model_dir, json.loads(line)), sys.stdout)
        sys.stdout.write("\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
